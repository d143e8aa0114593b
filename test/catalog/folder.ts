import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that lives as long as the test, with these files: path to text. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ringfence-")));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A schema file that stands on its own and declares these models. */
export function schemaOf(...models: readonly string[]): string {
  return `datasource db {\n  provider = "postgresql"\n}\n${modelsOf(...models)}`;
}

/** Models without the datasource, as the further files of a schema folder hold them. */
export function modelsOf(...models: readonly string[]): string {
  return models.map((model) => `model ${model} {\n  id String @id\n}\n`).join("\n");
}

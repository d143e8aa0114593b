import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { POSTGRES_SEQUENCES_DDL, POSTGRES_UID_PREFIXES_DDL } from "../../src/runtime/src/index.ts";
import { loadProject } from "../../src/project.ts";
import { RUNTIME_TABLES, sequencesMigration } from "../../src/codemods/ids/migration.ts";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "ringfence-migration-")));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Paths of the migrations that would be written, from the project's root. */
function planned(...migrations: readonly string[]): string[] {
  write("prisma/schema.prisma", "model Company {\n  id String @id\n}\n");
  for (const name of migrations) write(`prisma/migrations/${name}/migration.sql`, "");
  const [catalog] = loadProject(root).catalogs;
  if (!catalog) throw new Error("There is a schema.");
  return sequencesMigration(catalog).map(({ path }) => path.slice(root.length + 1).replaceAll("\\", "/"));
}

describe("the migration", () => {
  it("makes the tables as the runtime does", () => {
    expect(RUNTIME_TABLES).toBe(`${POSTGRES_SEQUENCES_DDL}\n\n${POSTGRES_UID_PREFIXES_DDL}\n`);
  });

  it("comes a second behind the last one", () => {
    expect(planned("20260102030405_init", "20261231235959_plots")).toEqual(["prisma/migrations/20270101000000_ringfence/migration.sql"]);
  });

  it("is not written twice, nor where migrations are not kept", () => {
    expect(planned()).toEqual([]);
    expect(planned("20260102030405_init", "20260102030406_ringfence")).toEqual([]);
  });

  it("is written where an empty folder was left over from one", () => {
    mkdirSync(join(root, "prisma/migrations/20260102030406_ringfence"), { recursive: true });
    expect(planned("20260102030405_init")).toEqual(["prisma/migrations/20260102030407_ringfence/migration.sql"]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadProject } from "../../src/project.ts";
import { differencesAt, expectedIn, judgeText, linesOf } from "../support/fixtures.ts";
import { repository } from "../support/repository.ts";

const page = readFileSync(join(repository, "docs/how-it-decides.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "ringfence-page-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code = ""]) => code);
}

/** The files of a section, by the path that the first line of each block names. */
function filesOf(section: string): ReadonlyMap<string, string> {
  return new Map(blocksOf(section, "ts").map((code) => [/^\/\/ (\S+)\n/.exec(code)?.[1] ?? "", code]));
}

const [head = "", ...sections] = page.split(/^## /m);
const [schema = ""] = blocksOf(head, "prisma");
const examples = sections.filter((section) => blocksOf(section, "ts").length > 0).map((section) => [section.split("\n")[0] ?? "", filesOf(section)] as const);

describe.each(examples)("%s", (title, files) => {
  const root = join(folder, title.replaceAll(/\W+/g, "-"));

  it("is decided as the page says", () => {
    for (const [path, text] of [["schema.prisma", schema], ["lib/db.ts", 'import { PrismaClient } from "@prisma/client";\n\nexport const db = new PrismaClient();\n'], ...files] as const) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const project = loadProject(root);
    const wrong = [...files].flatMap(([path, text]) => {
      const judged = judgeText(project, path, text);
      const said = new Map(expectedIn(text).map((one) => [one.line, one]));
      return linesOf(judged).flatMap((line) => differencesAt(judged, said.get(line) ?? { line, reports: [], verdicts: [] }).map((difference) => `${path}:${line} ${difference}`));
    });
    expect(wrong).toEqual([]);
    expect([...files.values()].flatMap(expectedIn)).not.toEqual([]);
  });
});

it("shows every verdict", () => {
  expect(examples.flatMap(([title]) => (title.includes(":") ? title.split(":")[0] : []))).toEqual(["Scoped", "Unscoped", "Checked", "Derived", "Caller", "Exempt", "Unknown"]);
});

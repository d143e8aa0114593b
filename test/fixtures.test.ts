import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadProject } from "../src/project.ts";
import { differencesAt, expectedIn, judgeFixture, judgeText, linesOf, withEdits, type Expected, type JudgedFile } from "./support/fixtures.ts";
import { membersIn } from "./package/members.ts";
import { repository } from "./support/repository.ts";
import { showReports } from "./support/show-reports.ts";

/** What hosts do with directives and odd characters, which the judge does not see; `test/hosts` holds it. */
const ofHosts = new Set(["positions-in-every-host"]);

const folders = membersIn("src/adapters/data").flatMap((library) => {
  const folder = `test/fixtures/${library}`;
  if (!existsSync(join(repository, folder))) return [];
  return readdirSync(join(repository, folder)).filter((name) => !ofHosts.has(name)).map((name) => `${folder}/${name}`);
});

const pending: string[] = [];

afterAll(() => {
  if (pending.length > 0) console.warn(`${pending.length} pending:\n${pending.map((one) => `  ${one}`).join("\n")}`);
});

describe.each(folders)("%s", (folder) => {
  const files = judgeFixture(folder);

  it("is judged as its comments say", () => {
    expect(files.flatMap((file) => wrongIn(folder, file))).toEqual([]);
  });

  it("holds something", () => {
    expect(files.flatMap(({ text }) => expectedIn(text))).not.toEqual([]);
  });

  it("reads as reviewed", async () => {
    await expect(showReports(files)).toMatchFileSnapshot(join(repository, folder, "reports.txt"));
  });

  it("is silenced by its suggestions", () => {
    const project = loadProject(join(repository, folder));
    for (const { path, text, findings } of files) {
      for (const { rule, report } of findings) {
        for (const { edits } of report.suggestions ?? []) {
          const after = judgeText(project, path, withEdits(text, edits));
          expect(countOf(after.findings, rule), `${path}: ${withEdits(text, edits)}`).toBeLessThan(countOf(findings, rule));
        }
      }
    }
  });
});

function countOf(findings: readonly { readonly rule: string }[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}

/** Where source and judge differ, as `file:line what`. A pending line must differ, or it is pending no longer. */
function wrongIn(folder: string, file: JudgedFile): string[] {
  const expected = new Map(expectedIn(file.text).map((one) => [one.line, one]));
  return linesOf(file).flatMap((line) => {
    const here: Expected = expected.get(line) ?? { line, reports: [], verdicts: [], pending: undefined };
    const place = `${file.path}:${line}`;
    const differences = differencesAt(file, here);
    if (here.pending === undefined) return differences.map((difference) => `${place} ${difference}`);
    pending.push(`${folder}/${place} ${here.pending}`);
    return differences.length > 0 ? [] : [`${place} is as it should be, so it is pending no longer`];
  });
}

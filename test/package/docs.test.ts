import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyzeFile } from "../../src/analyze.ts";
import { analyzeForHost } from "../../src/findings/analyze.ts";
import { runRules } from "../../src/findings/run-rules.ts";
import { loadProject } from "../../src/project.ts";
import { rules } from "../../src/rules/index.ts";
import { parseSource } from "../../src/syntax/parse.ts";
import { repository } from "../support/repository.ts";
import { examplesOf, type Example } from "./rule-page.ts";

const project = loadProject(join(repository, "docs/rules"));

/** `rule: message` of everything that the strict preset reports in an example. */
function reportsIn({ file, code }: Example): string[] {
  const source = parseSource(join(project.root, file), code);
  if ("skipped" in source) throw new Error(source.skipped);
  const analysis = analyzeForHost(analyzeFile, source, project);
  if ("skipped" in analysis) throw new Error(analysis.skipped);
  return runRules(analysis, rules).map(({ rule, message }) => `${rule}: ${message}`);
}

describe.each(rules.map(({ name }) => name))("docs/rules/%s.md", (name) => {
  const examples = examplesOf(name);
  const of = (section: string) => examples.filter((example) => example.section === section);

  it("has incorrect and correct examples", () => {
    expect([...new Set(examples.map(({ section }) => section))]).toEqual(["Incorrect", "Correct"]);
  });

  it.each(of("Incorrect"))("line $line reports", (example) => {
    expect(reportsIn(example).filter((report) => report.startsWith(`${name}:`))).not.toEqual([]);
  });

  it.each(of("Correct"))("line $line is silent", (example) => {
    expect(reportsIn(example)).toEqual([]);
  });
});

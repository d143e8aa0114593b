import type { RuleFinding } from "../../src/findings/run-rules.ts";
import { fillMessage } from "../../src/findings/run-rules.ts";
import { rules } from "../../src/rules/index.ts";
import { Lines } from "../../src/syntax/lines.ts";
import type { Node, TextEdit } from "../../src/syntax/source-file.ts";
import { withEdits, type JudgedFile } from "./fixtures.ts";

/** The reports of a fixture as a person reviews them: source line, carets, message, and what a suggestion makes of the line. */
export function showReports(files: readonly JudgedFile[]): string {
  const shown = files.flatMap((file) => file.findings.map((finding) => showReport(file, finding)));
  return shown.length > 0 ? shown.join("\n") : "Nothing is reported.\n";
}

function showReport({ path, text }: JudgedFile, { rule, message, report, confidence }: RuleFinding): string {
  const lines = new Lines(text);
  const [from, to] = report.node.range;
  const start = lines.at(from);
  const end = lines.at(to);
  const source = lines.text(start.line);
  const width = end.line === start.line ? to - from : source.length - start.column + 1;
  const head = [`${path}, ${enclosing(report.node)}`, source, `${" ".repeat(start.column - 1)}${"^".repeat(width)}`, `${rule}, ${confidence}: ${message}`];
  const suggestions = (report.suggestions ?? []).flatMap(({ messageId, data, edits }) => {
    const said = fillMessage(ruleNamed(rule), { messageId, data });
    return [`suggestion: ${said}`, ...changedLines(text, edits)];
  });
  return [...head, ...suggestions, ""].join("\n");
}

/** The name of the function or method that a node stands in. */
function enclosing(node: Node | undefined): string {
  for (let at = node; at; at = at.parent) {
    if (at.type === "FunctionDeclaration" && at.id) return at.id.name;
    if (at.type === "MethodDefinition" && at.key.type === "Identifier") return at.key.name;
    if (at.type === "VariableDeclarator" && at.id.type === "Identifier" && at.parent.parent.type.startsWith("Export")) return at.id.name;
  }
  return "at the top";
}

function ruleNamed(name: string): (typeof rules)[number] {
  const rule = rules.find((one) => one.name === name);
  if (!rule) throw new Error(`there is no rule ${name}`);
  return rule;
}

/** The lines of the edited text that the source does not have in their place. */
function changedLines(text: string, edits: readonly TextEdit[]): string[] {
  const before = text.split("\n");
  const after = withEdits(text, edits).split("\n");
  let first = 0;
  while (first < after.length && after[first] === before[first]) first++;
  let last = 0;
  while (last < after.length - first && after.at(-1 - last) === before.at(-1 - last)) last++;
  return after.slice(first, after.length - last);
}

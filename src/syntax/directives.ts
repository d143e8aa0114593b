import type { TSESTree } from "@typescript-eslint/types";
import type { Lines, Position } from "./lines.ts";

/** `eslint-disable` and its relatives, and their `oxlint-` twins, in one file. */
export interface Directives {
  /** True when a report that starts here is switched off; `rule` is the id a host knows, such as `ringfence/no-…`. */
  disables(rule: string, at: Position): boolean;
}

/** A `ringfence-exempt: reason` comment, by the 1-based lines it stands on. */
export interface Exemption {
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
}

/** From `at` on (for a line: on that line alone) a rule, or every rule, is off or on again. */
interface Switch {
  readonly at: Position;
  readonly rules: readonly string[] | undefined;
  readonly off: boolean;
}

/** Reads the comments of a file by the rules of ESLint; a list of rules may be followed by `-- reason`. */
export function directivesOf(comments: readonly TSESTree.Comment[], lines: Lines): Directives {
  const blocks: Switch[] = [];
  const perLine: Switch[] = [];
  for (const comment of comments) {
    const directive = parseDirective(comment);
    if (!directive) continue;
    const { verb, rules } = directive;
    const start = lines.at(comment.range[0]);
    const endLine = lines.at(comment.range[1]).line;
    if (verb === "disable" || verb === "enable") blocks.push({ at: start, rules, off: verb === "disable" });
    else if (verb === "disable-line" && start.line === endLine) perLine.push({ at: start, rules, off: true });
    else if (verb === "disable-next-line") perLine.push({ at: { line: endLine + 1, column: 1 }, rules, off: true });
  }
  return {
    disables(rule, at) {
      const concerns = ({ rules }: Switch) => rules === undefined || rules.includes(rule);
      if (perLine.some((one) => one.at.line === at.line && concerns(one))) return true;
      return blocks.findLast((one) => concerns(one) && !isBefore(at, one.at))?.off ?? false;
    },
  };
}

/** The exemptions of a file; one without a reason is none. */
export function exemptionsOf(comments: readonly TSESTree.Comment[], lines: Lines): Exemption[] {
  return comments.flatMap(({ value, range }) => {
    const reason = /^[\s*]*ringfence-exempt\s*:([^]*)$/.exec(value)?.[1]?.replace(/\s+/g, " ").trim();
    if (reason === undefined || !/\p{L}/u.test(reason)) return [];
    return [{ line: lines.at(range[0]).line, endLine: lines.at(range[1]).line, reason }];
  });
}

function parseDirective({ type, value }: TSESTree.Comment): { verb: string; rules: string[] | undefined } | undefined {
  const [instruction = ""] = value.trim().split(/\s-{2,}\s/u);
  const match = /^(eslint|oxlint)-(disable-next-line|disable-line|disable|enable)(?:\s+([^]*))?$/u.exec(instruction.trim());
  const [, host, verb, list] = match ?? [];
  if (!verb) return undefined;
  // ESLint takes a whole-file switch from block comments only.
  if (host === "eslint" && type === "Line" && !verb.endsWith("line")) return undefined;
  const rules = (list ?? "").split(",").map((rule) => rule.trim()).filter((rule) => rule !== "");
  return { verb, rules: rules.length > 0 ? rules : undefined };
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

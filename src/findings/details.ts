import type { Lines } from "../syntax/lines.ts";
import type { FoundInFile } from "./finding.ts";
import { remedyFor } from "./remedy.ts";

/** What a reader needs beside a finding's message. */
export interface Details {
  /** The source lines around the finding, the first one's 1-based number first. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** The steps that led to the verdict, one clause each. */
  readonly evidence: readonly string[];
  readonly remedy: string | undefined;
}

/** Lines of source shown before and after a finding's first line. */
const context = { before: 1, after: 3 };

/** The details of a finding, as plain data: nothing in them holds on to the file's tree. `lines` are those of its file. */
export function detailsOf({ finding, source }: FoundInFile, lines: Lines): Details {
  const firstLine = Math.max(1, finding.line - context.before);
  const lastLine = Math.min(lines.count, Math.max(finding.line, Math.min(finding.endLine, finding.line + context.after)));
  return {
    firstLine,
    lines: Array.from({ length: lastLine - firstLine + 1 }, (_, index) => lines.text(firstLine + index)),
    evidence: source.subject.evidence.map(({ text }) => text),
    remedy: remedyFor(source.subject),
  };
}

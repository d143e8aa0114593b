import type { CheckReport } from "./report.ts";

/** One object; its shape is stable within a major version. */
export function jsonReport({ tenancy, models, findings, counts, skipped }: CheckReport): string {
  return `${JSON.stringify({ version: 1, root: ".", tenancy, models, findings, counts, skipped }, null, 2)}\n`;
}

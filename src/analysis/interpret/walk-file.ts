import { settleClosures, walkRemaining } from "./functions.ts";
import type { Run } from "./run.ts";
import { executeAll } from "./statements.ts";

/** Walks a whole file: its statements, then every function that none of them called. */
export function walkFile(run: Run): void {
  executeAll(run, run.facts.file.program.body);
  run.state.ended = false;
  settleClosures(run);
  walkRemaining(run);
}

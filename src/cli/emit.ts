import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError, type Io } from "./io.ts";
import { messageOf } from "../syntax/read-source.ts";

/** Writes a result to the file that `--output` names, or to stdout. */
export function emit(text: string, output: string | undefined, io: Io): void {
  if (output === undefined) {
    io.out(text);
    return;
  }
  try {
    writeFileSync(resolve(io.cwd, output), text);
  } catch (error) {
    throw new UsageError(`--output: ${output} cannot be written: ${messageOf(error)}.`);
  }
}

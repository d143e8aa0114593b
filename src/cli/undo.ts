import { undo } from "../codemods/undo.ts";
import { findRoot } from "../project.ts";
import { UsageError, type ExitCode, type Io, type Verb } from "./io.ts";
import { parseOptions } from "./parse-options.ts";

const usage = "undo [--force]";

/** `ringfence undo`: takes the last migration back. */
export function undoVerb(): Verb {
  return { name: "undo", usage, summary: "take the last migration back, byte for byte", run: runUndo };
}

function runUndo(args: readonly string[], io: Io): ExitCode {
  const { values, positionals } = parseOptions(args, { force: { type: "boolean", default: false } }, usage);
  if (positionals.length > 0) throw new UsageError(`Expected no arguments, got ${positionals.join(" ")}: ringfence ${usage}`);
  const undone = undo(findRoot(io.cwd), values.force);
  switch (undone.kind) {
    case "nothing":
      throw new UsageError("There is no migration to take back.");
    case "refused":
      throw new UsageError(`Changed since the migration: ${undone.changed.join(", ")}. Nothing was written; --force gives these files their earlier bytes too.`);
    case "undone":
      io.out(`Took back ${undone.codemods.join(", ")}: ${undone.files} ${undone.files === 1 ? "file" : "files"} as before.\n`);
      return 0;
  }
}

import { checkVerb } from "./cli/check.ts";
import { explainVerb } from "./cli/explain.ts";
import { UsageError, type ExitCode, type Io } from "./cli/io.ts";
import { migrateVerb } from "./cli/migrate.ts";
import { modelsVerb } from "./cli/models.ts";
import type { OpenSurveyor } from "./cli/open-surveyor.ts";
import { undoVerb } from "./cli/undo.ts";
import { SettingsError } from "./settings/settings-error.ts";
import { version } from "./version.ts";

/** Carries out a command line, without the program's name. Known errors are printed plainly, others are thrown. */
export function runCli(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  try {
    return dispatch(args, io, open);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SettingsError)) throw error;
    io.err(`ringfence: ${error.message}\n`);
    return 2;
  }
}

function dispatch(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  const verbs = [checkVerb(open), modelsVerb(open), explainVerb(open), migrateVerb(open), undoVerb()];
  const [name, ...rest] = args;
  const help = `${["Usage:", ...verbs.map(({ usage, summary }) => `  ringfence ${usage}\n      ${summary}`)].join("\n")}\n`;
  if (name === "--version" || name === "-v") io.out(`${version}\n`);
  else if (name === "--help" || name === "-h" || name === "help") io.out(help);
  else {
    const verb = verbs.find((candidate) => candidate.name === name);
    const expected = verbs.map((candidate) => candidate.name).join(", ");
    if (!verb) throw new UsageError(`Expected one of ${expected}, got ${name === undefined ? "nothing" : `"${name}"`}. See ringfence --help.`);
    if (!rest.includes("--help") && !rest.includes("-h")) return verb.run(rest, io);
    io.out(`ringfence ${verb.usage}\n    ${verb.summary}\n`);
  }
  return 0;
}

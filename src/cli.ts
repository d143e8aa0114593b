import { UsageError, type ExitCode, type Io, type Verb } from "./cli/io.ts";
import type { OpenSurveyor } from "./cli/open-surveyor.ts";
import { SettingsError } from "./settings/settings-error.ts";
import { version } from "./version.ts";

/** The verbs, each loaded when it is asked for: `check` of one file must not wait for the codemods. */
const verbs: Readonly<Record<string, (open: OpenSurveyor) => Promise<Verb>>> = {
  check: async (open) => (await import("./cli/check.ts")).checkVerb(open),
  models: async (open) => (await import("./cli/models.ts")).modelsVerb(open),
  explain: async (open) => (await import("./cli/explain.ts")).explainVerb(open),
  migrate: async (open) => (await import("./cli/migrate.ts")).migrateVerb(open),
  undo: async () => (await import("./cli/undo.ts")).undoVerb(),
};

/** Carries out a command line, without the program's name. Known errors are printed plainly, others are thrown. */
export async function runCli(args: readonly string[], io: Io, open: OpenSurveyor): Promise<ExitCode> {
  try {
    return await dispatch(args, io, open);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SettingsError)) throw error;
    io.err(`ringfence: ${error.message}\n`);
    return 2;
  }
}

async function dispatch(args: readonly string[], io: Io, open: OpenSurveyor): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") io.out(`${version}\n`);
  else if (name === "--help" || name === "-h" || name === "help") io.out(await help(open));
  else {
    const load = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!load) throw new UsageError(`Expected one of ${Object.keys(verbs).join(", ")}, got ${name === undefined ? "nothing" : `"${name}"`}. See ringfence --help.`);
    const verb = await load(open);
    if (!rest.includes("--help") && !rest.includes("-h")) return await verb.run(rest, io);
    io.out(`ringfence ${verb.usage}\n    ${verb.summary}\n`);
  }
  return 0;
}

async function help(open: OpenSurveyor): Promise<string> {
  const all = await Promise.all(Object.values(verbs).map((load) => load(open)));
  return `${["Usage:", ...all.map(({ usage, summary }) => `  ringfence ${usage}\n      ${summary}`)].join("\n")}\n`;
}

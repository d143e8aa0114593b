import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./io.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

type Parsed<Given extends Options> = ReturnType<
  typeof parseArgs<ParseArgsConfig & { options: Given; allowPositionals: true; strict: true }>
>;

/** Options and positionals of a verb; a mistake becomes a UsageError that names the verb's usage. */
export function parseOptions<const Given extends Options>(args: readonly string[], options: Given, usage: string): Parsed<Given> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [problem = ""] = error.message.split(/(?<=['"])\. /);
    throw new UsageError(`${problem.replace(/\.$/, "")}. Expected: ringfence ${usage}`);
  }
}

/** The value, when it is one of those allowed; otherwise a UsageError that lists them. */
export function oneOf<const Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new UsageError(`${flag}: expected ${choices.join(" or ")}, got "${value}".`);
  return choice;
}

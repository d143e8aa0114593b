import type { Colors } from "../reporters/colors.ts";

/** The outside of the command line, so that tests can stand in for it. */
export interface Io {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
  readonly colors: Colors;
  /** True when stderr is a terminal, so that progress may be drawn there. */
  readonly interactive: boolean;
}

/** 0 clean, 1 findings, 2 our own failure or bad usage. */
export type ExitCode = 0 | 1 | 2;

/** One verb of the command line. */
export interface Verb {
  readonly name: string;
  /** Arguments and options, such as `[path…] --strict`. */
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[], io: Io): ExitCode | Promise<ExitCode>;
}

/** The command line cannot be understood or carried out; the message says what was expected and what came. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

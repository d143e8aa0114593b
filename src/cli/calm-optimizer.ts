import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 wait longer before it optimises a function. One run sees so many kinds of syntax that V8 11, the engine of
 * Node 20, throws most of its early machine code away: a third of the time goes into compiling. Later engines know better.
 */
export function calmOptimizer(): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=600000");
}

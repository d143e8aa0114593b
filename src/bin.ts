#!/usr/bin/env node
import pc from "picocolors";
import { runCli } from "./cli.ts";
import { calmOptimizer } from "./cli/calm-optimizer.ts";
import type { Io } from "./cli/io.ts";
import { openSurveyor } from "./cli/open-surveyor.ts";

// A reader such as `head` may leave before everything is written.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

calmOptimizer();

const io: Io = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  // FORCE_COLOR and NO_COLOR decide first; then whether a person reads along.
  colors: pc.createColors(pc.isColorSupported && (process.stdout.isTTY || "FORCE_COLOR" in process.env)),
  interactive: process.stderr.isTTY,
};

try {
  process.exitCode = await runCli(process.argv.slice(2), io, openSurveyor);
} catch (error) {
  // Node's own exit code for this would be 1, which means findings.
  process.exitCode = 2;
  console.error(error);
}

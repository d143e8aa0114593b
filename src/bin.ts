#!/usr/bin/env node
import pc from "picocolors";
import { runCli } from "./cli.ts";

// A reader such as `head` may leave before everything is written.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.exitCode = runCli(process.argv.slice(2), {
    cwd: process.cwd(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colors: pc.createColors(pc.isColorSupported && process.stdout.isTTY),
    interactive: process.stderr.isTTY,
  });
} catch (error) {
  // Node's own exit code for this would be 1, which means findings.
  process.exitCode = 2;
  console.error(error);
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { finishByHand } from "./by-hand.mjs";
import { checkAgain } from "./check-again.mjs";
import { checkExample } from "./check-example.mjs";
import { compile } from "./compile.mjs";
import { copyInto, temporaryFolder } from "./copy.mjs";
import { migrate, startMigration } from "./migrate.mjs";
import { StepError } from "./must.mjs";
import { bold, dim, green, indent, red } from "./paper.mjs";
import { probeAgain, probeExample } from "./probe.mjs";
import { undo } from "./undo.mjs";

/** Each prints what it does, gives a line that sums it up, and throws a StepError when it did not do what it must. */
const steps = [
  ["Probe the application: two companies sign in and try every endpoint", probeExample],
  ["Check the source: what Ringfence finds, and why", checkExample],
  ["Migrate a copy", migrate],
  ["Finish by hand what only a person can decide", finishByHand],
  ["Check again", checkAgain],
  ["Compile", compile],
  ["Probe again", probeAgain],
  ["Undo", undo],
];

/**
 * Runs the steps on the application in `path`, a folder below `root`, with `tools` as in tools.mjs; true when all of them
 * did what they must. The first that does not ends the demo.
 */
export async function runDemo({ root, path }, tools, write = console.log) {
  const started = performance.now();
  write(bold("A property-sales application that several companies use, written in a hurry."));
  write(dim("From leaking to tight, in a temporary copy, and back. About a minute.\n"));
  const house = { root, path, example: join(root, path), tools, write, ahead: {} };
  try {
    await open(house);
    for (const [index, [title, run]] of steps.entries()) {
      write(bold(`${index + 1}  ${title}\n`));
      write(`\n${green("✓")} ${await run(house)}\n`);
    }
  } catch (error) {
    write(`\n${red("✗")} ${error instanceof StepError ? error.message : indent(String(error?.stack ?? error)).trimStart()}\n`);
    return false;
  } finally {
    await close(house);
  }
  write(`All ${steps.length} steps did what they must, in ${Math.round((performance.now() - started) / 1000)} s.`);
  return true;
}

/** Probing keeps one core busy and migrating another, so the two run side by side; they are told one after the other. */
async function open(house) {
  await house.tools.prepare();
  await house.tools.build(house.example);
  house.copy = temporaryFolder();
  copyInto(house.copy, house.example);
  house.ahead.probe = house.tools.probe(house.example);
  house.ahead.migration = startMigration(house);
  for (const promise of Object.values(house.ahead)) promise.catch(() => undefined);
}

async function close({ copy, ahead }) {
  await Promise.allSettled(Object.values(ahead));
  if (copy) rmSync(copy, { recursive: true, force: true });
}

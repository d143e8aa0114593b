import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../probe/build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const bin = join(root, "dist/bin.js");
const runtime = join(root, "src/runtime/dist");

/** What the demo does its work with; a test puts others in their place. Each gives a promise. */
export const tools = { prepare, build, probe, ringfence };

/** Ringfence itself, when it is not built yet. */
async function prepare() {
  if (existsSync(bin) && existsSync(runtime)) return;
  const tsc = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
  for (const args of [[tsc, "-p", "tsconfig.build.json"], ["src/runtime/build.mjs"]]) {
    const { status, stdout, stderr } = await node(root, args);
    if (status !== 0) throw new Error(`Ringfence does not build:\n${stdout}${stderr}`);
  }
}

/** The report of the probe on the application in `folder`. */
async function probe(folder) {
  const { status, stdout, stderr } = await node(folder, [join(here, "../probe.mjs"), "--app", folder, "--json"]);
  if (status !== 0 && status !== 1) throw new Error(`The probe ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** The command line, run in `folder`. */
function ringfence(folder, ...args) {
  return node(folder, [bin, ...args]);
}

function node(cwd, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
    child.once("error", reject).once("close", (status) => resolve({ status, ...output }));
  });
}

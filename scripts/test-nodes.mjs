// Runs the tests of the built runtime, as ES modules and as CommonJS, on every Node of test/runtime/nodes, side by side.
// Node itself comes from npm, into that folder, which is no part of the project's dependencies.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../test/runtime/nodes", import.meta.url));
const { dependencies } = /** @type {{ dependencies: Record<string, string> }} */ (JSON.parse(readFileSync(`${folder}/package.json`, "utf8")));

if (process.platform === "linux" && process.arch === "x64") {
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  const runs = Object.entries(dependencies).map(([name, version]) => run(`${folder}/node_modules/${name}/bin/node`, version));
  if ((await Promise.all(runs)).includes(false)) process.exitCode = 1;
} else {
  console.log(`No other Node takes part: test/runtime/nodes is for Linux on x64, and this is ${process.platform} on ${process.arch}.`);
}

/**
 * Whether all tests pass there. The output comes in one piece, since others run at the same time.
 * @param {string} node
 * @param {string} version
 */
async function run(node, version) {
  const tests = spawn(node, ["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.nodes.config.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, errors, [code]] = await Promise.all([text(tests.stdout), text(tests.stderr), once(tests, "close")]);
  console.log(`=== ${version}\n${out}${errors}`);
  return code === 0;
}

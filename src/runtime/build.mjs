// Builds the package twice, as ES modules and as CommonJS, and marks each folder with its format.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const folder = fileURLToPath(new URL(".", import.meta.url));

rmSync(`${folder}dist`, { recursive: true, force: true });
for (const [name, type] of [
  ["esm", "module"],
  ["cjs", "commonjs"],
]) {
  execFileSync(process.execPath, [tsc, "-p", `tsconfig.${name}.json`], { cwd: folder, stdio: "inherit" });
  writeFileSync(`${folder}dist/${name}/package.json`, `${JSON.stringify({ type, sideEffects: false })}\n`);
}

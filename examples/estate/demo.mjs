#!/usr/bin/env node
/**
 * Takes the example application beside this file from leaking to tight, in a temporary copy, and back again.
 *
 *     npm run demo
 *
 * Exit code: 0 when every step did what it must, 1 otherwise.
 */
import { fileURLToPath } from "node:url";
import { runDemo } from "./demo/run.mjs";
import { tools } from "./demo/tools.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
process.exitCode = (await runDemo({ root, path: "examples/estate" }, tools)) ? 0 : 1;

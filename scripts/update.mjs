// Regenerates what follows from the source: indexes, schema.json, presets for oxlint, the headers of rule pages, the
// tables of the README, what the docs say of data layers.
// `--check` writes nothing and exits 1 when something would change.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { caseTable, librarySections } from "./generate/data-layers.mjs";
import { fillMarkers } from "./generate/markers.mjs";
import { oxlintConfig, presets } from "./generate/oxlint.mjs";
import { indexSource, membersOf, registries } from "./generate/registries.mjs";
import { libraryTable, ruleHeader, ruleTable } from "./generate/rule-docs.mjs";
import { jsonSchemaOf } from "./generate/settings-schema.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
/** @type {string[]} */
const stale = [];

// Indexes come first: without them the build below has nothing to read the rest from.
for (const registry of registries) {
  const index = `${registry.folder}/index.ts`;
  const members = membersOf(root, registry);
  if (members.length > 0 || existsSync(join(root, index))) put(index, indexSource(registry, members));
}

build();

/** @type {readonly import("../src/rules/rule.ts").Rule[]} */
const rules = await loadMembers("src/rules");
/** @type {readonly import("../src/adapters/data-adapter.ts").DataAdapter[]} */
const data = await loadMembers("src/adapters/data");
/** @type {readonly import("../src/adapters/cache-adapter.ts").CacheAdapter[]} */
const cache = await loadMembers("src/adapters/cache");
/** @type {readonly import("../src/frameworks/framework.ts").Framework[]} */
const frameworks = await loadMembers("src/frameworks");

const { presetRules } = /** @type {typeof import("../src/rules/presets.ts")} */ (await load("rules/presets.js"));
for (const preset of presets) put(`oxlint/${preset}.json`, oxlintConfig(presetRules(preset, rules)));
put("schema.json", jsonSchemaOf(await load("settings/settings-schema.js")));
for (const rule of rules) {
  const page = `docs/rules/${rule.name}.md`;
  if (existsSync(join(root, page))) put(page, fillMarkers(read(page), "header", ruleHeader(rule), page));
}
let readme = read("README.md");
readme = fillMarkers(readme, "rules", ruleTable(rules), "README.md");
readme = fillMarkers(readme, "libraries", libraryTable(data), "README.md");
readme = fillMarkers(readme, "caches", libraryTable(cache), "README.md");
readme = fillMarkers(readme, "frameworks", libraryTable(frameworks), "README.md");
put("README.md", readme);
const layers = fillMarkers(read("docs/data-layers.md"), "cases", caseTable(data, fixturesOf), "docs/data-layers.md");
put("docs/data-layers.md", fillMarkers(layers, "libraries", librarySections(data, fixturesOf), "docs/data-layers.md"));

if (stale.length === 0) console.log("Everything is up to date.");
else if (options.check) {
  console.log("Run `npm run update` and commit what it changes.");
  process.exitCode = 1;
}

/**
 * Names of the fixture folders of a library.
 * @param {string} library
 */
function fixturesOf(library) {
  const folder = join(root, "test/fixtures", library);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(root, file), "utf8");
}

/**
 * @param {string} file From the root.
 * @param {string} text
 */
function put(file, text) {
  if (existsSync(join(root, file)) && read(file) === text) return;
  stale.push(file);
  console.log(`${options.check ? "stale" : "updated"}: ${file}`);
  if (options.check) return;
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function build() {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

/**
 * A built module.
 * @param {string} path Below `dist`.
 * @returns {Promise<Record<string, unknown>>}
 */
function load(path) {
  return import(pathToFileURL(join(root, "dist", path)).href);
}

/**
 * Default exports of a registry's members.
 * @param {string} folder
 * @returns {Promise<any[]>}
 */
async function loadMembers(folder) {
  const registry = registries.find((candidate) => candidate.folder === folder);
  const members = registry ? membersOf(root, registry) : [];
  const modules = await Promise.all(members.map((member) => load(`${folder.replace("src/", "")}/${member}.js`)));
  return modules.map((module) => module["default"]);
}

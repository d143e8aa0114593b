// Writes the files of a new rule, adapter or codemod from scripts/templates and registers it. Tests of the new thing
// fail until the author has written its cases and its page.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { camelCase, indexSource, membersOf, registries } from "./generate/registries.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const usage = "Usage: npm run new rule|adapter|cache-adapter|codemod NAME";

/**
 * Template to target of every file that a kind of thing consists of; NAME is replaced in both.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const kinds = {
  rule: {
    "rule.ts": "src/rules/NAME.ts",
    "rule.md": "docs/rules/NAME.md",
    "rule.test.ts": "test/rules/NAME.test.ts",
  },
  adapter: {
    "adapter.ts": "src/adapters/data/NAME.ts",
    "adapter.test.ts": "test/adapters/NAME.test.ts",
  },
  "cache-adapter": {
    "cache-adapter.ts": "src/adapters/cache/NAME.ts",
    "cache-adapter.test.ts": "test/adapters/NAME.test.ts",
  },
  codemod: {
    "codemod.ts": "src/codemods/NAME.ts",
    "codemod.md": "docs/codemods/NAME.md",
    "codemod.test.ts": "test/codemods/NAME.test.ts",
  },
};

const [kind = "", name = ""] = process.argv.slice(2);
const templates = kinds[kind];
if (!templates) fail(`Expected a kind of thing, got "${kind}".`);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) fail(`Expected a name in kebab-case, got "${name}".`);
if (kind === "rule" && !/^(require|no|prefer)-/.test(name)) {
  fail(`Expected a rule's name to begin with require-, no- or prefer-, got "${name}".`);
}

const files = Object.entries(templates).map(([template, target]) => ({
  path: target.replace("NAME", name),
  text: fill(readFileSync(join(root, "scripts/templates", `${template}.txt`), "utf8"), name),
}));
const taken = files.find(({ path }) => existsSync(join(root, path)));
if (taken) fail(`${taken.path} exists already.`);

for (const { path, text } of files) write(path, text);
for (const registry of registries) {
  const members = membersOf(root, registry);
  if (members.includes(name)) write(`${registry.folder}/index.ts`, indexSource(registry, members));
}
console.log("Fill them in, then run `npm run update` and `npm test`.");

/**
 * @param {string} template
 * @param {string} stem
 */
function fill(template, stem) {
  return template.replaceAll("__NAME__", stem).replaceAll("__CAMEL__", camelCase(stem));
}

/**
 * @param {string} path From the root.
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseSync } from "oxc-parser";

/**
 * A folder whose files each export one thing by default, and the array that holds them all.
 * @typedef {object} Registry
 * @property {string} folder From the root, with forward slashes.
 * @property {string} array Name of the exported array.
 * @property {string} type The elements' type.
 * @property {string} typeFrom Module of that type, as the index imports it.
 * @property {string} define The function that a member's default export calls.
 */

/** @type {readonly Registry[]} */
export const registries = [
  { folder: "src/rules", array: "rules", type: "Rule", typeFrom: "./rule.ts", define: "defineRule" },
  { folder: "src/adapters/data", array: "dataAdapters", type: "DataAdapter", typeFrom: "../data-adapter.ts", define: "defineAdapter" },
  { folder: "src/catalog/readers", array: "schemaReaders", type: "SchemaReader", typeFrom: "../schema-reader.ts", define: "defineSchemaReader" },
  { folder: "src/adapters/cache", array: "cacheAdapters", type: "CacheAdapter", typeFrom: "../cache-adapter.ts", define: "defineCacheAdapter" },
  { folder: "src/frameworks", array: "frameworks", type: "Framework", typeFrom: "./framework.ts", define: "defineFramework" },
  { folder: "src/codemods", array: "codemods", type: "Codemod", typeFrom: "./codemod.ts", define: "defineCodemod" },
];

/**
 * File stems of a registry's members, in alphabetical order. Helpers may live beside members: only a default export
 * that calls the registry's define function makes one.
 * @param {string} root
 * @param {Registry} registry
 * @returns {string[]}
 */
export function membersOf(root, registry) {
  const folder = join(root, registry.folder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && exportsCallOf(registry.define, join(folder, file)))
    .map((file) => basename(file, ".ts"))
    .sort();
}

/**
 * Source of a registry's index file.
 * @param {Registry} registry
 * @param {readonly string[]} members
 */
export function indexSource(registry, members) {
  const imports = members.map((member) => `import ${camelCase(member)} from "./${member}.ts";\n`);
  const elements = members.map((member) => `  ${camelCase(member)},\n`);
  return [
    "// Written by `npm run update` from the files of this folder.\n",
    `import type { ${registry.type} } from "${registry.typeFrom}";\n`,
    ...imports,
    `\nexport const ${registry.array}: readonly ${registry.type}[] = [\n`,
    ...elements,
    "];\n",
  ].join("");
}

/** @param {string} stem */
export function camelCase(stem) {
  return stem.replace(/-(\w)/g, (_, /** @type {string} */ letter) => letter.toUpperCase());
}

/**
 * @param {string} define
 * @param {string} file
 */
function exportsCallOf(define, file) {
  const { program } = parseSync(file, readFileSync(file, "utf8"));
  return program.body.some((statement) => {
    if (statement.type !== "ExportDefaultDeclaration") return false;
    const value = statement.declaration;
    return value.type === "CallExpression" && value.callee.type === "Identifier" && value.callee.name === define;
  });
}

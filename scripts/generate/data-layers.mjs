import { table } from "./markers.mjs";

/** @typedef {import("../../src/adapters/data-adapter.ts").DataAdapter} DataAdapter */

/**
 * What every library's fixtures show at least, and what each case is about.
 * A folder is named after its case, such as `invoice-or-branch`.
 */
export const coreCases = /** @type {const} */ ({
  "missing-filter": "reads and writes that name no tenant",
  "or-branch": "the tenant in one branch of an `or`",
  negated: "every tenant but one",
  "optional-key": "a condition that may be left out",
  joins: "conditions on rows of other tables",
  "through-parent": "rows that reach the tenant over a parent",
  "nested-load": "rows that are loaded along",
  "nested-write": "rows that are written along",
  "missing-column": "new rows without the tenant",
  bulk: "many rows in one call",
  transaction: "queries in a transaction",
  "raw-sql": "conditions and queries as text",
  "opaque-filter": "filters that cannot be read",
  "checked-after-load": "a check between loading a row and using it",
  "from-scoped-row": "ids that come from rows of the tenant",
});

/**
 * The folder of a case, where a library has one.
 * @param {readonly string[]} folders
 * @param {string} core
 */
export function folderOf(folders, core) {
  return folders.find((name) => name === core) ?? folders.find((name) => name.endsWith(`-${core}`));
}

/**
 * Each core case by library, with a link to the fixture that shows it.
 * @param {readonly DataAdapter[]} libraries
 * @param {(library: string) => readonly string[]} foldersOf
 */
export function caseTable(libraries, foldersOf) {
  return table(
    ["case", ...libraries.map(({ name }) => name)],
    Object.entries(coreCases).map(([core, about]) => [
      `${core}: ${about}`,
      ...libraries.map(({ name }) => {
        const folder = folderOf(foldersOf(name), core);
        return folder === undefined ? "" : `[yes](../test/fixtures/${name}/${folder})`;
      }),
    ]),
  );
}

/**
 * What each library's adapter says of itself, and the cases that only its fixtures show.
 * @param {readonly DataAdapter[]} libraries
 * @param {(library: string) => readonly string[]} foldersOf
 */
export function librarySections(libraries, foldersOf) {
  return libraries.map((library) => sectionOf(library, foldersOf(library.name))).join("\n\n");
}

/**
 * @param {DataAdapter} library
 * @param {readonly string[]} folders
 */
function sectionOf({ name, docs, packages, support }, folders) {
  const core = new Set(Object.keys(coreCases).map((one) => folderOf(folders, one)));
  const more = folders.filter((folder) => !core.has(folder));
  return [
    `### ${name}`,
    "",
    `[${packages.map((one) => `\`${one}\``).join(", ")}](${docs})`,
    "",
    ...listOf("Recognised", support.recognized),
    "",
    ...listOf("Not recognised", support.missed),
    ...(more.length === 0 ? [] : ["", `More fixtures: ${more.map((folder) => `[${folder}](../test/fixtures/${name}/${folder})`).join(", ")}.`]),
  ].join("\n");
}

/**
 * @param {string} title
 * @param {readonly string[]} phrases
 */
function listOf(title, phrases) {
  return [`${title}:`, "", ...phrases.map((phrase) => `- ${phrase}`)];
}

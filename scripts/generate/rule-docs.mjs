import { table } from "./markers.mjs";

/** @typedef {import("../../src/rules/rule.ts").Rule} Rule */

/**
 * What stands under the title of a rule's page: what it flags, where it is on, what it can edit.
 * @param {Rule} rule
 */
export function ruleHeader(rule) {
  const { description, recommended } = rule.docs;
  return [
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
    "",
    recommended ? "- In the presets `recommended` and `strict`." : "- In the preset `strict`.",
    rule.suggests ? "- Offers suggestions in the editor; never an autofix." : "- Reports only.",
  ].join("\n");
}

/** @param {readonly Rule[]} rules */
export function ruleTable(rules) {
  return table(
    ["rule", "flags", "`recommended`", "suggestions"],
    rules.map((rule) => [
      `[\`${rule.name}\`](docs/rules/${rule.name}.md)`,
      rule.docs.description,
      rule.docs.recommended ? "yes" : "",
      rule.suggests ? "yes" : "",
    ]),
  );
}

/** @param {readonly { name: string, packages: readonly string[], docs: string }[]} libraries */
export function libraryTable(libraries) {
  return table(
    ["name", "packages"],
    libraries.map(({ name, packages, docs }) => [`[${name}](${docs})`, packages.map((p) => `\`${p}\``).join(", ")]),
  );
}

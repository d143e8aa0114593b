/** The presets that oxlint, which knows no configs of plugins, gets as files to extend. */
export const presets = /** @type {const} */ (["recommended", "strict"]);

/**
 * Text of a preset as oxlint's configuration.
 * @param {import("../../src/rules/presets.ts").PresetConfig["rules"]} rules
 */
export function oxlintConfig(rules) {
  return `${JSON.stringify({ jsPlugins: ["ringfence", "ringfence/likely"], rules }, null, 2)}\n`;
}

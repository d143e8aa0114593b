import { analyzeFile, isWorthJudging } from "./analyze.ts";
import { toEslintRules } from "./rules/host.ts";
import { rules } from "./rules/index.ts";
import { presetConfig } from "./rules/presets.ts";
import { version } from "./version.ts";

const eslintRules = toEslintRules(rules, { analyze: analyzeFile, isWorthJudging });
const base = { meta: { name: "ringfence", version, namespace: "ringfence" }, rules: eslintRules };

/** The plugin for ESLint 9 and 10 and for oxlint. */
const plugin = {
  ...base,
  configs: {
    recommended: presetConfig("recommended", rules, base),
    strict: presetConfig("strict", rules, base),
  },
};

export default plugin;

import { reportedConfidences, ruleIdOf, severityOf, type Preset, type Severity } from "../findings/confidence.ts";
import { findRoot, loadProject, type Project } from "../project.ts";
import type { EslintRule } from "./eslint-types.ts";
import type { RuleOptions } from "./host.ts";
import type { Rule } from "./rule.ts";

/** A preset as an element of ESLint's flat config. */
export interface PresetConfig {
  readonly name: string;
  readonly plugins: Record<string, { readonly rules: Record<string, EslintRule> }>;
  readonly settings: Record<string, unknown>;
  readonly rules: Record<string, ["error" | "warn", RuleOptions]>;
}

type RuleEntries = PresetConfig["rules"];

/**
 * The rules of a preset: each rule reports its errors under `ringfence/` and its warnings under `ringfence-likely/`,
 * since a linter knows one severity for a rule.
 */
export function presetRules(preset: Preset, rules: readonly Rule[]): RuleEntries {
  const chosen = rules.filter(({ docs }) => preset === "strict" || docs.recommended);
  return Object.fromEntries(chosen.flatMap(({ name }) => [entry(preset, name, "error"), entry(preset, name, "warning")]));
}

/** A host may ask for a preset's settings at every lint; a project notices itself when it is no longer what was read. */
const projects = new Map<string, Project>();

function projectAt(root: string): Project {
  const project = projects.get(root) ?? loadProject(root);
  projects.set(root, project);
  return project;
}

function entry(preset: Preset, rule: string, severity: Severity): [string, RuleEntries[string]] {
  const confidence = reportedConfidences[preset].filter((one) => severityOf(one) === severity);
  return [ruleIdOf(rule, confidence[0] ?? "possible"), [severity === "error" ? "error" : "warn", { confidence }]];
}

/**
 * A preset as flat config. Its `settings` are read when ESLint reads them: the tenancy becomes part of the config, so
 * that ESLint's cache notices a change of the schema or of `ringfence.json`. The rules do not read them back; what a
 * user writes into `settings.ringfence` stays the only override.
 */
export function presetConfig(preset: Preset, rules: readonly Rule[], plugin: PresetConfig["plugins"][string]): PresetConfig {
  return {
    name: `ringfence/${preset}`,
    plugins: { ringfence: plugin, "ringfence-likely": plugin },
    get settings() {
      const { settings, catalogs } = projectAt(findRoot(process.cwd()));
      return { "ringfence-loaded": { settings, catalogs: catalogs.map(({ hash }) => hash) } };
    },
    rules: presetRules(preset, rules),
  };
}

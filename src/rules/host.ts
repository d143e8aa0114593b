import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { join } from "node:path";
import { mayHoldCalls } from "../adapters/hints.ts";
import type { Confidence } from "../analysis/judgement.ts";
import { analyzeForHost, type Analyze } from "../findings/analyze.ts";
import { reportedConfidences } from "../findings/confidence.ts";
import { runRules, type RuleFinding } from "../findings/run-rules.ts";
import { Projects } from "../projects.ts";
import type { EslintRule, Fix, Fixer, ReportDescriptor, RuleContext } from "./eslint-types.ts";
import type { Rule, Suggestion } from "./rule.ts";

/** The option of every rule. */
export interface RuleOptions {
  /** Which reports are wanted; the presets divide them between errors and warnings. */
  readonly confidence: readonly Confidence[];
}

const defaults: RuleOptions = { confidence: reportedConfidences.recommended };

const schema = {
  type: "object",
  properties: {
    confidence: {
      description: "How sure a report must be to be shown.",
      type: "array",
      items: { enum: reportedConfidences.strict },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};

type Analyses = (context: RuleContext) => ReturnType<typeof analyzeForHost>;

/** Rules as ESLint and oxlint load them; all rules of a file share one analysis. */
export function toEslintRules(rules: readonly Rule[], analyze: Analyze): Record<string, EslintRule> {
  const analyses = sharedAnalyses(analyze);
  return Object.fromEntries(rules.map((rule) => [rule.name, toEslintRule(rule, analyses)]));
}

/** One analysis for each tree that a linter parses. */
function sharedAnalyses(analyze: Analyze): Analyses {
  const projects = new Projects();
  const done = new WeakMap<object, ReturnType<typeof analyzeForHost>>();
  return (context) => {
    const { ast } = context.sourceCode;
    const known = done.get(ast);
    if (known) return known;
    const file = sourceFileOf(context);
    const overrides = (context.settings as { ringfence?: unknown }).ringfence;
    const analysis = analyzeForHost(analyze, file, projects.of(file.path, overrides));
    done.set(ast, analysis);
    return analysis;
  };
}

function sourceFileOf({ filename, cwd, sourceCode }: RuleContext) {
  return {
    // Text from an editor or standard input may have no file: `<input>`.
    path: filename.startsWith("<") ? join(cwd, filename.replace(/[<>]/g, "")) : filename,
    text: sourceCode.text,
    program: sourceCode.ast as TSESTree.Program,
    scopes: sourceCode.scopeManager as ScopeManager,
  };
}

function toEslintRule(rule: Rule, analyses: Analyses): EslintRule {
  return {
    meta: {
      type: "problem",
      docs: { ...rule.docs, url: `docs/rules/${rule.name}.md` },
      messages: { ...rule.messages },
      hasSuggestions: rule.suggests,
      schema: [schema],
      defaultOptions: [defaults],
    },
    create(context) {
      if (!mayHoldCalls(context.sourceCode.text)) return {};
      const { confidence } = (context.options[0] as Partial<RuleOptions> | undefined) ?? {};
      const wanted = confidence ?? defaults.confidence;
      return {
        Program() {
          const analysis = analyses(context);
          if ("skipped" in analysis) return;
          for (const finding of runRules(analysis, [rule])) {
            if (wanted.includes(finding.confidence)) context.report(descriptorOf(finding));
          }
        },
      };
    },
  };
}

function descriptorOf({ report }: RuleFinding): ReportDescriptor {
  const { node, messageId, data, suggestions = [] } = report;
  return { node, messageId, data: { ...data }, suggest: suggestions.map(toSuggestion) };
}

function toSuggestion({ messageId, data, edits }: Suggestion): ReportDescriptor["suggest"][number] {
  return {
    messageId,
    data: { ...data },
    fix: (fixer: Fixer): Fix[] => edits.map(({ range, text }) => fixer.replaceTextRange([range[0], range[1]], text)),
  };
}

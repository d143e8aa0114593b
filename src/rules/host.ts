import { join } from "node:path";
import type { Confidence } from "../analysis/judgement.ts";
import { analyzeForHost, type Judge } from "../findings/analyze.ts";
import { reportedConfidences } from "../findings/confidence.ts";
import { runRules, type RuleFinding } from "../findings/run-rules.ts";
import { Projects } from "../projects.ts";
import type { EslintRule, Fix, Fixer, ReportDescriptor, RuleContext, SourceCode } from "./eslint-types.ts";
import type { Rule, Suggestion } from "./rule.ts";
import type { SourceFile } from "../syntax/source-file.ts";

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

type Analyses = (context: RuleContext) => ReturnType<typeof analyzeForHost> | undefined;

/** Rules as ESLint and oxlint load them; all rules of a file share one analysis. */
export function toEslintRules(rules: readonly Rule[], judge: Judge): Record<string, EslintRule> {
  const analyses = sharedAnalyses(judge);
  return Object.fromEntries(rules.map((rule) => [rule.name, toEslintRule(rule, judge, analyses)]));
}

/** One analysis for each tree that a linter parses. */
function sharedAnalyses(judge: Judge): Analyses {
  const projects = new Projects();
  const done = new WeakMap<object, ReturnType<Analyses>>();
  return (context) => {
    const { ast } = sourceCodeOf(context);
    if (done.has(ast)) return done.get(ast);
    const file = sourceFileOf(context);
    const overrides = (context.settings as { ringfence?: unknown }).ringfence;
    const project = projects.of(file.path, overrides);
    const analysis = judge.isWorthJudging(file, project) ? analyzeForHost(judge.analyze, file, project) : undefined;
    done.set(ast, analysis);
    return analysis;
  };
}

function sourceCodeOf({ sourceCode }: RuleContext): SourceCode {
  return sourceCode as SourceCode;
}

function sourceFileOf(context: RuleContext): SourceFile {
  const { filename, cwd } = context;
  const { text, ast, scopeManager } = sourceCodeOf(context);
  return {
    // Text from an editor or standard input may have no file: `<input>`.
    path: filename.startsWith("<") ? join(cwd, filename.replace(/[<>]/g, "")) : filename,
    text,
    program: ast,
    scopes: scopeManager,
  };
}

function toEslintRule(rule: Rule, judge: Judge, analyses: Analyses): EslintRule {
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
      const { confidence } = (context.options[0] as Partial<RuleOptions> | undefined) ?? {};
      const wanted = confidence ?? defaults.confidence;
      return {
        Program() {
          const analysis = analyses(context);
          if (!analysis || "skipped" in analysis) return;
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

import { simpleTraverse } from "./simple-traverse.ts";
import type { Access } from "../../src/analysis/access.ts";
import type { FileAnalysis } from "../../src/analysis/file-analysis.ts";
import type { FileFacts } from "../../src/analysis/file-facts.ts";
import type { Confidence, Judgement, Verdict } from "../../src/analysis/judgement.ts";
import type { Model } from "../../src/catalog/catalog.ts";
import type { Judge } from "../../src/findings/analyze.ts";
import { defineRule } from "../../src/rules/rule.ts";
import type { Node, SourceFile } from "../../src/syntax/source-file.ts";

/**
 * A judge that needs no library: `judge.unscoped("certain")` is an access with that verdict and confidence. It lets the
 * hosts be tested apart from the judging.
 */
export const fakeAnalyze: Judge["analyze"] = (file) => {
  const judgements: Judgement[] = [];
  simpleTraverse(file.program, (node) => {
    const judgement = node.type === "CallExpression" ? judgementOf(node, file) : undefined;
    if (judgement) judgements.push(judgement);
  });
  return { file, judgements, caches: [], ids: [], accesses: judgements.length, facts: factsOf(file), catalog: undefined } as unknown as FileAnalysis;
};

/** Reports what `fakeAnalyze` finds wanting, with a suggestion to put `tenant, ` before the first argument. */
export const fakeRule = defineRule({
  name: "fake-rule",
  docs: { description: "Finds what the fake judge blames.", recommended: true },
  messages: { found: "{{model}} is {{verdict}}.", fix: "Add the tenant." },
  suggests: true,
  create: (report) => ({
    access({ access, model, node, verdict, reason, confidence }) {
      if (!["unscoped", "unknown", "caller"].includes(verdict)) return;
      const at = access.node.range[1] - 1;
      report({
        node, verdict, reason, confidence,
        messageId: "found",
        data: { model: model.name, verdict },
        library: access.library,
        model: model.name,
        operation: access.operation,
        suggestions: [{ messageId: "fix", data: {}, edits: [{ range: [at, at], text: ", tenant" }] }],
      });
    },
  }),
});

export const isWorthFakeJudging = ({ text }: { readonly text: string }) => text.includes("judge.");

function judgementOf(node: Node, { text }: SourceFile): Judgement | undefined {
  const match = /^judge\.(\w+)\(\s*"(\w+)"/.exec(text.slice(...node.range));
  if (!match) return undefined;
  const access: Partial<Access> = {
    library: "fake", model: "Invoice", operation: "read", method: "find", node, recognizedBy: "shape", filter: { kind: "all" }, data: [], related: [], many: true,
  };
  return {
    access: access as Access,
    part: { kind: "filter" },
    model: { name: "Invoice", id: ["id"], ownership: { kind: "direct", keys: [{ column: "companyId", relation: undefined, level: "Company", required: true }], because: "it has companyId" } } as unknown as Model,
    verdict: match[1] as Verdict,
    reason: "no-filter",
    confidence: match[2] as Confidence,
    evidence: [{ node, text: "there is no filter" }],
    node,
    column: "companyId",
    value: undefined,
    tenantInScope: "session.companyId",
  };
}

function factsOf(file: SourceFile): Partial<FileFacts> {
  return { file, textOf: (node) => file.text.slice(...node.range) };
}

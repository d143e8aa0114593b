import type { Access } from "../analysis/access.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { propertyOf } from "../analysis/object-value.ts";
import type { TenantEdit } from "../findings/tenant-edit.ts";
import type { RuleFinding } from "../findings/run-rules.ts";
import type { Rule } from "../rules/rule.ts";
import type { Refusal } from "../syntax/source-file.ts";
import { chooseTenant } from "./choose-tenant.ts";
import type { Change, FilePlan, LeftAlone, PlanContext } from "./codemod.ts";
import { enclosingFunction } from "./enclosing-function.ts";
import { findingsOf } from "./findings-of.ts";
import { tenantSpellings } from "./ways.ts";

/** How a codemod mends the accesses that rules report. */
export interface Mending {
  readonly rules: readonly Rule[];
  /** True for the findings that are this codemod's business. */
  readonly isMine: (judgement: Judgement) => boolean;
  /** Why an access is for people to decide, as a sentence; undefined where it may be edited. */
  readonly leave: (judgement: Judgement, finding: RuleFinding) => string | undefined;
  readonly edit: (judgement: Judgement, tenant: string, analysis: FileAnalysis) => TenantEdit | Refusal;
  /** Such as `filter by`. */
  readonly verb: string;
}

/** One change or one reason for every access that the rules report. */
export function planAccesses(mending: Mending, analysis: FileAnalysis, context: PlanContext): FilePlan {
  const changes: Change[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const finding of mending.rules.flatMap((rule) => findingsOf(rule, analysis, context))) {
    const { subject } = finding;
    if (!("access" in subject) || !("part" in subject) || !mending.isMine(subject)) continue;
    const outcome = mend(mending, subject, finding, analysis, context);
    if ("reason" in outcome) leftAlone.push(outcome);
    else changes.push(outcome);
  }
  return { changes, leftAlone };
}

/** True for an update that sets a column. */
function writes({ data }: Access, column: string): boolean {
  return data.some(({ kind, columns }) => kind === "update" && propertyOf(columns, column) !== undefined);
}

function mend(mending: Mending, judgement: Judgement, finding: RuleFinding, analysis: FileAnalysis, context: PlanContext): Change | LeftAlone {
  const { access, model, node } = judgement;
  if (judgement.verdict === "caller" && judgement.tenantInScope === undefined && !(context.helpers && context.runtime)) {
    return { node, reason: "What is looked up is for every caller to check: it is handed in, and no tenant with it.", callersOf: enclosingFunction(access.node) };
  }
  const reason = mending.leave(judgement, finding);
  if (reason !== undefined) return { node, reason, reached: judgement.reached };
  const tenant = chooseTenant(judgement, analysis, context);
  if (typeof tenant === "string") return { node, reason: tenant, callersOf: judgement.entered ? undefined : enclosingFunction(access.node) };
  const [first, ...others] = tenantSpellings(tenant.expression, analysis.file.path).map((expression): Change | Refusal => {
    const edit = mending.edit(judgement, expression, analysis);
    if ("refused" in edit) return edit;
    if (judgement.part.kind === "filter" && model.fields.get(edit.column)?.required === false && writes(access, edit.column)) return { refused: `\`${edit.column}\` is set here, so the rows may not have it yet.` };
    return { node, title: `${mending.verb} \`${edit.column}\`, taken from \`${expression}\``, edits: edit.edits, imports: tenant.imports };
  });
  if (!first || "refused" in first) return { node, reason: first?.refused ?? "There is no way to write it." };
  return { ...first, otherwise: others.filter((one) => "edits" in one) };
}

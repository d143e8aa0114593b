import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { HomemadeId } from "../../analysis/homemade-id.ts";
import type { Judgement } from "../../analysis/judgement.ts";
import type { SourceFile } from "../../syntax/source-file.ts";
import { chooseTenant, type TenantChoice } from "../choose-tenant.ts";
import type { PlanContext } from "../codemod.ts";

/** The tenant whose counter an id comes from: the one in scope where it is made, or that its row or its query is scoped by. */
export function tenantOf({ goesTo, read, tenantInScope }: HomemadeId, analysis: FileAnalysis, context: PlanContext): TenantChoice | string {
  if (tenantInScope !== undefined) return { expression: tenantInScope, imports: [] };
  const calls = [goesTo.kind === "column" ? goesTo.access.node : undefined, read?.node];
  const judgements = calls.flatMap((call) => (call ? analysis.judgements.filter(({ access }) => access.node === call) : []));
  const [scoping] = judgements.flatMap((judgement) => scopedBy(judgement, analysis.file) ?? []);
  if (scoping !== undefined) return { expression: scoping, imports: [] };
  const choices = judgements.map((judgement) => chooseTenant(judgement, analysis, context));
  return choices.find((choice) => typeof choice !== "string") ?? choices[0] ?? "No tenant is known here.";
}

/** The value that a judged query names its tenant by, where it can be written again. */
function scopedBy({ verdict, reason, value }: Judgement, { text }: SourceFile): string | undefined {
  const node = verdict === "scoped" && reason === "tenant-key" ? value?.node : undefined;
  const written = node && node.range[1] <= text.length ? text.slice(...node.range) : "";
  return /^[\w$]+(?:!?\.[\w$]+)*!?$/.test(written) ? written : undefined;
}

import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { HomemadeId } from "../../analysis/homemade-id.ts";
import { chooseTenant, type TenantChoice } from "../choose-tenant.ts";
import type { PlanContext } from "../codemod.ts";

/** The tenant whose counter an id comes from: the one that its row is written for, or that its query counts. */
export function tenantOf({ goesTo, read }: HomemadeId, analysis: FileAnalysis, context: PlanContext): TenantChoice | string {
  const calls = [goesTo.kind === "column" ? goesTo.access.node : undefined, read?.node];
  const judgements = calls.flatMap((call) => (call ? analysis.judgements.filter(({ access }) => access.node === call) : []));
  const choices = judgements.map((judgement) => chooseTenant(judgement, analysis, context));
  return choices.find((choice) => typeof choice !== "string" && choice.imports.length === 0) ?? choices.find((choice) => typeof choice !== "string") ?? choices[0] ?? "No tenant is known here.";
}

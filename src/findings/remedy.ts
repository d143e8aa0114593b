import type { HomemadeId } from "../analysis/homemade-id.ts";
import type { CacheJudgement, Judgement } from "../analysis/judgement.ts";

/** One sentence that says what would satisfy the judge; undefined where nothing is wrong. */
export function remedyFor(subject: Judgement | CacheJudgement | HomemadeId): string | undefined {
  if (!["unscoped", "unknown", "caller"].includes(subject.verdict)) return undefined;
  if ("made" in subject) return idRemedy(subject);
  return "use" in subject ? cacheRemedy(subject) : accessRemedy(subject);
}

function idRemedy({ made }: HomemadeId): string {
  if (made === "uid") return "Take the UID from `uids.allocate` of @ringfence/runtime, in the transaction that writes the row.";
  return "Take the number from `sequences.allocate` of @ringfence/runtime, in the transaction that writes the row.";
}

function cacheRemedy({ use, tenantInScope }: CacheJudgement): string {
  if (use.operation === "clear") return "Delete the entries of one tenant, by a key or prefix that holds its id.";
  return `Put the tenant into the key: ${tenantInScope ?? "its id, from the session or a row that is scoped"}.`;
}

function accessRemedy(judgement: Judgement): string {
  if (judgement.part.kind === "column") return columnRemedy(judgement, judgement.part.names.name);
  const condition = conditionFor(judgement);
  if (judgement.part.kind === "row") return `Write ${condition} into the row.`;
  switch (judgement.reason) {
    case "or-branch":
      return `Put ${condition} beside OR, so that it holds in every branch.`;
    case "optional-key":
      if (judgement.reached) return "Pass the tenant in this call, or leave before it when there is none.";
      return `Leave before the query when there is no tenant, so that ${condition} always holds.`;
    case "nullable-key":
      return `Leave before the query when there is no tenant, so that ${condition} always holds.`;
    case "untrusted-key":
      return `Take the tenant from the session or a verified token, or check the membership of the user first: ${condition}.`;
    case "opaque-filter":
    case "opaque-data":
      return `Write the filter where it can be read, with ${condition}, or exempt the call by a comment: // ringfence-exempt: reason.`;
    case "parameter":
      return `Filter by ${condition}, with the tenant as a parameter, or let every caller check the id before.`;
    default:
      return `Filter by ${condition}, or compare the loaded row's tenant with the caller's before it is used.`;
  }
}

function columnRemedy({ reason, column, tenantInScope }: Judgement, target: string): string {
  if (reason === "tenant-change") return `Leave \`${column ?? "the tenant"}\` out of what is written, or write it from the session behind everything else.`;
  const whose = tenantInScope === undefined ? "the caller's tenant" : `\`${tenantInScope}\``;
  return `Look the ${target} up for ${whose} first, and leave when there is none.`;
}

/** The missing condition as source text, such as `{ invoice: { companyId: session.companyId } }`. */
function conditionFor({ column, columnPath = [], model, tenantInScope }: Judgement): string {
  const key = column ?? model.id[0] ?? "id";
  const value = tenantInScope ?? "…";
  const innermost = key === value ? key : `${key}: ${value}`;
  return `\`${columnPath.reduceRight((inner, relation) => `${relation}: { ${inner} }`, innermost)}\``;
}

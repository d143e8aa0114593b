import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Entered, Judgement } from "../analysis/judgement.ts";
import { keyNamedBy, ownerKeysOf } from "../analysis/tenant-key-names.ts";
import type { NamedImport, PlanContext } from "./codemod.ts";
import { isByNames, reasonAgainstContext } from "./context-tenant.ts";
import { enclosingFunction } from "./enclosing-function.ts";
import { readAt } from "./session-reads.ts";
import { isSignedInEntry, reasonAgainstCallers } from "./signed-in-callers.ts";

/** An expression for the caller's tenant, valid at an access, with the imports it needs. */
export interface TenantChoice {
  readonly expression: string;
  readonly imports: readonly NamedImport[];
}

const runtime = "@ringfence/runtime";

/**
 * The tenant that an access is tied to: a trusted one in scope; else, where a request enters, what other files read from
 * the session there, or, where the file may import the runtime, the tenant of its context. A sentence where there is none.
 */
export function chooseTenant(judgement: Judgement, analysis: FileAnalysis, context: PlanContext): TenantChoice | string {
  const { tenantInScope, entered } = judgement;
  if (tenantInScope !== undefined) return { expression: tenantInScope, imports: [] };
  if (!entered) return forHelper(judgement, analysis, context);
  if (entered.entry.kind !== "request") return "No trusted tenant is in scope in this job.";
  const read = readFromSession(judgement, entered, analysis, context);
  if (read !== undefined) return { expression: read, imports: [] };
  if (!context.runtime) return `No trusted tenant is in scope here; with ${runtime} installed, or --runtime, \`requireTenant()\` stands for it.`;
  const isKnown = analysis.entries.some((one) => one.fn === entered.fn && isSignedInEntry(one));
  return isKnown ? fromContext(judgement, analysis) : "Nothing here shows who is signed in: the request may come from anybody, or from another service.";
}

/** A function that others call takes the tenant from the context where all of them know that somebody is signed in. */
function forHelper(judgement: Judgement, analysis: FileAnalysis, context: PlanContext): TenantChoice | string {
  if (!context.helpers || !context.runtime || isByNames(judgement, analysis.catalog)) return "No trusted tenant is in scope here: it has to be handed in by the callers.";
  return reasonAgainstCallers(enclosingFunction(judgement.access.node), analysis, context.project) ?? fromContext(judgement, analysis);
}

function fromContext(judgement: Judgement, analysis: FileAnalysis): TenantChoice | string {
  return reasonAgainstContext(judgement, analysis) ?? { expression: `requireTenant${typeArgument(judgement, analysis)}()`, imports: [{ name: "requireTenant", from: runtime }] };
}

function readFromSession({ access, model }: Judgement, entered: Entered, { catalog, file }: FileAnalysis, context: PlanContext): string | undefined {
  const keys = ownerKeysOf(model, catalog);
  for (const read of context.sessionReads()) {
    const text = readAt(read, entered, access.node, file);
    if (text !== undefined && keyNamedBy(text, keys, catalog)) return text;
  }
  return undefined;
}

/** The type of ids, which the runtime takes for strings unless told otherwise. */
function typeArgument({ model }: Judgement, { catalog, file }: FileAnalysis): string {
  if (!/\.[cm]?tsx?$/.test(file.path)) return "";
  const [key] = ownerKeysOf(model, catalog);
  const columns = key ? [...catalog.models.values()].flatMap(({ fields }) => fields.get(key.column) ?? []) : [];
  const types: Readonly<Record<string, string>> = { Int: "number", BigInt: "bigint" };
  const type = types[columns[0]?.type ?? ""];
  return type === undefined ? "" : `<${type}>`;
}

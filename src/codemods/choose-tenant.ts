import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { ownerKeysOf } from "../analysis/tenant-key-names.ts";
import type { NamedImport, PlanContext } from "./codemod.ts";

/** An expression for the caller's tenant, valid at an access, with the imports it needs. */
export interface TenantChoice {
  readonly expression: string;
  readonly imports: readonly NamedImport[];
}

const runtime = "@ringfence/runtime";

/**
 * The tenant that an access is tied to: a trusted one in scope; else, where a request enters and the file may import the
 * runtime, the one of the tenant context. A sentence where there is none.
 */
export function chooseTenant(judgement: Judgement, analysis: FileAnalysis, { runtime: mayImport }: PlanContext): TenantChoice | string {
  const { tenantInScope, entered } = judgement;
  if (tenantInScope !== undefined) return { expression: tenantInScope, imports: [] };
  if (entered?.entry.kind !== "request") return "No trusted tenant is in scope here: it has to be handed in by the callers.";
  if (!mayImport) return `No trusted tenant is in scope here; with ${runtime} installed, or --runtime, \`requireTenant()\` stands for it.`;
  return { expression: `requireTenant${typeArgument(judgement, analysis)}()`, imports: [{ name: "requireTenant", from: runtime }] };
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

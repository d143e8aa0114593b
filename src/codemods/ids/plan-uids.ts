import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { HomemadeId } from "../../analysis/homemade-id.ts";
import { contains } from "../../syntax/contains.ts";
import type { Node, Refusal, TextEdit } from "../../syntax/source-file.ts";
import type { Change, NamedImport, PlanContext } from "../codemod.ts";
import { oneOf, tenantSpellings } from "../ways.ts";
import { allocationsAt, type Allocation } from "./allocation.ts";
import { clientModule } from "./client-module.ts";
import { layOut } from "./lay-out.ts";
import { mergeImports } from "./merge-imports.ts";
import { siteOf, type NumberSite } from "./number-site.ts";
import { tenantOf } from "./tenant.ts";
import { hasCompanyName, isUidColumn } from "./uid-options.ts";
import { uidPartsOf } from "./uid-parts.ts";
import { removeUnused } from "./unused.ts";

/** One UID of a function, and how it can be taken. */
interface UidPlan {
  readonly id: HomemadeId;
  readonly site: NumberSite;
  readonly role: string;
  readonly tenant: string;
  readonly imports: readonly NamedImport[];
  readonly allocations: readonly Allocation[];
}

/** One change for all UIDs that a function pastes together, or why there is none. */
export function planUids(ids: readonly HomemadeId[], analysis: FileAnalysis, context: PlanContext): Change | string {
  const { catalog } = analysis;
  if (!context.runtime) return "The UID is taken from `uids` of @ringfence/runtime, which is not installed; --runtime edits nevertheless.";
  if (!hasCompanyName(catalog)) return "The schema has no company with a `name` that a prefix could be made from.";
  const plans: UidPlan[] = [];
  for (const id of ids) {
    const plan = planOf(id, analysis, context);
    if ("refused" in plan) return plan.refused;
    plans.push(plan);
  }
  const [first] = plans;
  const query = first && queryOf(first.id);
  if (!query) return "Which rows have such UIDs cannot be seen here.";
  const module = clientModule(query, analysis);
  if ("refused" in module) return module.refused;
  const ways = [...new Set(plans.flatMap(({ allocations }) => allocations.map(({ way }) => way)))];
  const spelled = ways.flatMap((way) => [0, 1].map((spelling) => changeFor(plans, way, spelling, module, analysis)));
  return oneOf(spelled.filter((change) => change !== undefined));
}

function queryOf({ goesTo, read }: HomemadeId): Node | undefined {
  return goesTo.kind === "column" ? goesTo.access.node : read?.node;
}

function planOf(id: HomemadeId, analysis: FileAnalysis, context: PlanContext): UidPlan | Refusal {
  const { file, catalog } = analysis;
  const parts = uidPartsOf(id.node, file);
  if (!parts) return { refused: "The UID is not made of a company's prefix, a role in capital letters and a number, so the generator would change its form." };
  const query = queryOf(id);
  if (!query) return { refused: "Which rows have such UIDs cannot be seen here." };
  if (id.goesTo.kind === "column" && id.goesTo.access.method !== "create") return { refused: `\`${id.goesTo.access.method}\` may write several rows or none; take one UID for each row that is written.` };
  const model = id.goesTo.kind === "column" ? id.goesTo.model : catalog.models.get(id.read?.model ?? "");
  const isKnown = model && (id.goesTo.kind === "column" ? isUidColumn(model, id.goesTo.column) : [...model.fields.keys()].some((column) => isUidColumn(model, column)));
  if (!isKnown) return { refused: "No column is named as one that holds UIDs, so the generator could not begin behind the highest." };
  const tenant = tenantOf(id, analysis, context);
  if (typeof tenant === "string") return { refused: tenant };
  const site = siteOf(id, file);
  const write = site.isInWrite && id.goesTo.kind === "column" ? id.goesTo.access.node : undefined;
  const allocations = allocationsAt(site.place, write, query, analysis, context);
  if ("refused" in allocations) return allocations;
  return { id, site, role: parts.role, tenant: tenant.expression, imports: tenant.imports, allocations };
}

function changeFor(plans: readonly UidPlan[], way: Allocation["way"], spelling: number, module: { readonly path: string; readonly creates: Change["creates"] }, analysis: FileAnalysis): Change | undefined {
  const { file } = analysis;
  const edits: TextEdit[] = [];
  for (const { site, role, tenant, allocations } of plans) {
    const allocation = allocations.find((one) => one.way === way);
    if (!allocation) return undefined;
    const spellings = tenantSpellings(tenant, file.path);
    const open = way === "allocate" ? `await uids.allocate(prismaExecutor(${allocation.handle}), ` : "await uids.next(";
    const properties = [`tenant: ${spellings[spelling] ?? tenant}`, `role: ${role}`];
    const flat = `${open}{ ${properties.join(", ")} })`;
    const call = flat.length <= 90 ? flat : layOut(open, properties, ")", site.place, file);
    edits.push({ range: site.place.range, text: site.key === undefined ? call : `${site.key}: ${call}` }, ...allocation.edits);
  }
  const reads = new Set(analysis.judgements.filter(({ access }) => access.operation === "read" || access.operation === "count").map(({ access }) => access.node));
  const gone = plans.flatMap(({ site }) => [site.place.range, site.made.range]);
  const removals = removeUnused(gone, plans.flatMap(({ role, tenant, allocations }) => [role, tenant, ...(way === "allocate" ? allocations.map(({ handle }) => handle) : [])]).join(" "), reads, file).filter((edit) => !edits.some(({ range }) => contains(edit, { range })));
  const [first] = plans;
  if (!first) return undefined;
  return mergeImports({
    node: first.id.node,
    title: `take ${plans.length > 1 ? `${plans.length} UIDs` : "the UID"} from the generator${way === "next" ? ", on its own" : ""}`,
    edits: [...edits, ...removals],
    imports: [...(way === "allocate" ? [{ name: "prismaExecutor", from: "@ringfence/runtime" }] : []), ...plans.flatMap(({ imports }) => imports), { name: "uids", from: module.path }],
    creates: module.creates ?? [],
  }, file);
}

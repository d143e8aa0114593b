import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { Destination, HomemadeId } from "../../analysis/homemade-id.ts";
import { tenantColumnsOf } from "../../analysis/column-role.ts";
import { propertyOf } from "../../analysis/object-value.ts";
import type { Model } from "../../catalog/catalog.ts";
import { contains } from "../../syntax/contains.ts";
import type { Range, TextEdit } from "../../syntax/source-file.ts";
import type { Change, PlanContext } from "../codemod.ts";
import { oneOf, tenantSpellings } from "../ways.ts";
import { allocationsAt, type Allocation } from "./allocation.ts";
import { clientModule } from "./client-module.ts";
import { layOut } from "./lay-out.ts";
import { mergeImports } from "./merge-imports.ts";
import { isOne, siteOf, type NumberSite } from "./number-site.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import { seedText } from "./seed.ts";
import { partsOf, seriesName, type Part } from "./series.ts";
import { tenantOf } from "./tenant.ts";
import { removeUnused } from "./unused.ts";

type Column = Extract<Destination, { kind: "column" }>;

/** The change that takes a number from a sequence, or why there is none. */
export function planNumber(id: HomemadeId, goesTo: Column, analysis: FileAnalysis, context: PlanContext): Change | string {
  const { catalog, file } = analysis;
  const { access, model, column } = goesTo;
  if (!context.runtime) return "The number is taken from `sequences` of @ringfence/runtime, which is not installed; --runtime edits nevertheless.";
  if (access.method !== "create") return `\`${access.method}\` may write several rows or none; take one number for each row that is written.`;
  if (id.read && id.read.model !== model.name) return `The number of a ${model.name} is counted over ${id.read.model}.`;
  if (id.from !== "memory" && !addsOne(id)) return "The first number is not 1: begin the sequence with `ensureAtLeast` and take the number from it.";
  if (model.fields.get(column)?.type === "String" && !standsAtEnd(id, goesTo)) return "The number stands in the middle of a text, so the highest there is cannot be found.";
  const parts = partsOf(id.read, catalog, file);
  if ("refused" in parts) return parts.refused;
  const isShared = isUniqueAlone(model, column);
  const tenant = isShared ? undefined : tenantOf(id, analysis, context);
  if (typeof tenant === "string") return tenant;
  const site = siteOf(id, file);
  const write = site.isInWrite ? access.node : undefined;
  const allocations = allocationsAt(site.place, write, access.node, analysis, context);
  if ("refused" in allocations) return allocations.refused;
  const module = clientModule(access.node, analysis);
  if ("refused" in module) return module.refused;
  const work: Work = { id, goesTo, site, parts, module, analysis };
  const spellings = tenant === undefined ? [undefined] : tenantSpellings(tenant.expression, file.path);
  const imports = tenant?.imports ?? [];
  return oneOf(allocations.flatMap((allocation) => spellings.map((spelling) => changeFor(work, allocation, spelling, imports))));
}

interface Work {
  readonly id: HomemadeId;
  readonly goesTo: Column;
  readonly site: NumberSite;
  readonly parts: readonly Part[];
  readonly module: RuntimeModule;
  readonly analysis: FileAnalysis;
}

function addsOne({ node }: HomemadeId): boolean {
  return node.type === "BinaryExpression" && [node.left, node.right].some(isOne);
}

/** A number that is unique over all tenants needs one counter for all of them. */
function isUniqueAlone(model: Model, column: string): boolean {
  return model.uniques.some(({ columns }) => columns.includes(column) && !columns.some((one) => tenantColumnsOf(model).includes(one)) && columns.length === 1);
}

/** The highest number in a text can be found only where the number stands at its end, behind something else. */
function standsAtEnd({ node }: HomemadeId, { access, column }: Column): boolean {
  const values = access.data.flatMap(({ columns }) => propertyOf(columns, column)?.value ?? []);
  return values.every((value) => {
    if (value.kind !== "text" || value.sum === true) return value.node === node;
    const before = value.parts.at(-2);
    return value.parts.at(-1)?.node === node && before?.kind === "constant" && !/\d$/.test(String(before.value));
  });
}

function changeFor({ id, goesTo, site, parts, module, analysis }: Work, allocation: Allocation, tenant: string | undefined, imports: NonNullable<Change["imports"]>): Change {
  const { file, catalog } = analysis;
  const { model, column } = goesTo;
  const { way, handle, accessor } = allocation;
  const name = seriesName(model.name, column, parts);
  const seed = seedText({ model, column, tenant, parts, handle, accessor }, catalog);
  const properties = [tenant === undefined ? "shared: true" : `tenant: ${tenant}`, `name: ${name}`, `seed: ${seed}`];
  const call = layOut(way === "allocate" ? `await sequences.allocate(prismaExecutor(${handle}), ` : "await sequences.next(", properties, ")", site.place, file);
  const replacement: TextEdit = { range: site.place.range, text: site.key === undefined ? call : `${site.key}: ${call}` };
  const gone: readonly Range[] = [site.place.range, site.made.range];
  const removals = removeUnused(gone, [handle, tenant, ...parts.map(({ text }) => text)].join(" "), new Set(id.read ? [id.read.node] : []), file);
  return mergeImports({
    node: id.node,
    title: `take ${model.name}.${column} from the sequence ${name}${way === "next" ? ", on its own" : ""}`,
    edits: [replacement, ...removals.filter((edit) => !contains(edit, { range: site.place.range })), ...allocation.edits],
    imports: [...(way === "allocate" ? [{ name: "prismaExecutor", from: "@ringfence/runtime" }] : []), ...imports, { name: "sequences", from: module.path }],
    creates: module.creates,
  }, file);
}

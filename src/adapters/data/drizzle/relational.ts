import type { Access, Filter, Related } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, isUndefined, optionsOf, propertyOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { literalOf, literalWithin } from "../../../syntax/object-literal.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";
import { lower, type Scope } from "../../query/lower.ts";
import { readCondition } from "./conditions.ts";
import { readingOf } from "./query.ts";
import { readObjectFilter } from "./object-filter.ts";
import { modelNamed, operators, tableReference } from "./tables.ts";

/** `db.query.plots.findMany({ where, with })`, in the form of 0.x and in that of 1.0. https://orm.drizzle.team/docs/rqb */
export function recognizeRelational(call: Call, facts: FileFacts): Access | undefined {
  const models = optionsOf(call.receiver ?? call.callee).map((receiver) => {
    const isQuery = receiver.kind === "reference" && /^_?query$/.test(receiver.path.at(-2) ?? "");
    return isQuery ? modelNamed(receiver.path.at(-1), facts.catalog) : undefined;
  });
  const [model] = models;
  const [args] = call.args;
  if (!model || models.some((other) => other !== model)) return undefined;
  const where = args && propertyOf(args, "where");
  const literal = args?.kind === "object" ? literalWithin(call.node, args.node) : undefined;
  return {
    library: "drizzle",
    model: model.name,
    operation: "read",
    method: call.method ?? "",
    node: call.node,
    recognizedBy: "import",
    filter: args && args.kind !== "object" ? opaqueOptions(args) : readWhere(where, model, call, facts),
    data: [],
    related: loadsOf(args, model, call, facts),
    unique: false,
    many: call.method === "findMany",
    throwsWhenMissing: false,
    places: { args: literal, filter: literal && where?.node && literalOf(literal) ? where.node : undefined },
  };
}

function opaqueOptions(args: Value): Filter {
  return isUndefined(args) ? { kind: "all" } : opaque(args);
}

function readWhere(where: Property | undefined, model: Model, call: Call, facts: FileFacts): Filter {
  if (where === undefined) return { kind: "all" };
  return optionally(anyOf(optionsOf(where.value).map((value) => readOption(value, model, call, facts))), where.mayBeAbsent);
}

function readOption(value: Value, model: Model, call: Call, facts: FileFacts): Filter {
  if (value.kind === "object") return readObjectFilter(value, model, facts.catalog);
  const condition = value.kind === "function" ? call.apply?.(value, [tableReference(model), operators]) : value;
  const scope: Scope = { catalog: facts.catalog, paths: new Map([[model.name, []]]) };
  return lower(readCondition(condition, readingOf(facts.catalog)), scope);
}

/** What `with` loads along. */
function loadsOf(options: Value | undefined, model: Model, call: Call, facts: FileFacts): readonly Related[] {
  const loads = options && propertyOf(options, "with")?.value;
  if (loads === undefined) return [];
  return [...entriesOf(loads)].flatMap(([name, { value }]) => {
    const field = model.fields.get(name);
    const target = field?.relation && facts.catalog.models.get(field.relation.model);
    if (!target || isUndefined(value) || (value.kind === "constant" && value.value === false)) return [];
    const filter = value.kind === "object" ? allOf([readWhere(propertyOf(value, "where"), target, call, facts), ...spreadsOf(value)]) : ({ kind: "all" } as const);
    return [{ kind: "load" as const, relation: name, model: target.name, filter, data: [], related: loadsOf(value, target, call, facts), node: value.node }];
  });
}

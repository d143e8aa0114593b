import type { Filter, Recognition, Related } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, optionsOf } from "../../../analysis/object-value.ts";
import type { ObjectValue, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Schema } from "../../entities/entities.ts";
import { allOf, anyOf, optionally, spreadsOf } from "../../filter-parts.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { lower } from "../../query/lower.ts";
import { rawCondition } from "../../query/raw-text.ts";
import { textOf } from "../../query/table-names.ts";
import { Tables } from "../../query/tables.ts";
import { entities, repositories } from "./entities.ts";
import { readWhere } from "./where.ts";

/** What a chain of calls queries. */
export interface Query {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  readonly steps: readonly Step[];
  readonly filter: Filter;
  readonly related: readonly Related[];
}

/** A joined table: what it is called, and the relations that lead there. */
interface Joined {
  readonly alias: string;
  readonly model: Model;
  readonly path: readonly string[];
}

/** The query that a chain is, when its entity is known. */
export function queryOf({ handle, steps }: Chain, facts: FileFacts): Query | undefined {
  const [start] = steps;
  const given = entities.of(start?.args[0], facts.catalog);
  const repository = given || !handle ? undefined : repositories.of(handle, facts);
  const model = given ?? repository?.model;
  if (!start || !model) return undefined;
  const alias = textOf(start.args[given ? 1 : 0], facts) ?? "";
  const tables = joinedIn(steps, { alias, model, path: [] }, facts);
  const reading: Reading = { schema: { model, catalog: facts.catalog }, tables, facts };
  const related = tables.flatMap(({ path, model: there }) => (path.length === 1 ? [{ kind: "load" as const, relation: path[0] ?? "", model: there.name, filter: { kind: "all" as const }, data: [], related: [], node: undefined }] : []));
  return { model, recognizedBy: repository?.recognizedBy ?? "import", steps, filter: filterOf(steps, reading), related };
}

/** `leftJoin("plot.estate", "estate")`; a relation without an owner is the query's own. */
function joinedIn(steps: readonly Step[], base: Joined, facts: FileFacts): readonly Joined[] {
  return steps.reduce<readonly Joined[]>((before, { method, args }) => {
    const [owner = "", relation = owner] = /join/i.test(method) ? (textOf(args[0], facts) ?? "").split(".") : [];
    const from = before.find((one) => one.alias === owner) ?? base;
    const there = facts.catalog.models.get(from.model.fields.get(relation)?.relation?.model ?? "");
    return there ? [...before, { alias: textOf(args[1], facts) ?? relation, model: there, path: [...from.path, relation] }] : before;
  }, [base]);
}

interface Reading {
  readonly schema: Schema;
  readonly tables: readonly Joined[];
  readonly facts: FileFacts;
}

/** What the conditions say together: `where` takes the place of those before it, `orWhere` opens all of them. */
function filterOf(steps: readonly Step[], reading: Reading): Filter {
  return steps.reduce<Filter>((before, step) => {
    const isDelete = step.method === "delete";
    const said = /^(?:and|or)?where$/i.test(step.method) || (isDelete && step.args.length > 0) ? readStep(step, reading) : undefined;
    if (!said) return before;
    if (step.method === "orWhere") return anyOf([before, said]);
    if (step.method === "andWhere") return allOf([before, optionally(said, step.optional)]);
    return step.optional ? anyOf([before, said]) : said;
  }, { kind: "all" });
}

function readStep({ args }: Step, reading: Reading): Filter {
  const [first] = args;
  if (first === undefined) return { kind: "all" };
  return anyOf(optionsOf(first).map((option) => (option.kind === "object" ? readObject(option, reading) : (readText(option, args[1], reading) ?? readWhere(option, reading.schema)))));
}

/** Keys may name a joined table: `{ "estate.company": companyId }`. */
function readObject(value: ObjectValue, { schema, tables }: Reading): Filter {
  const [base] = tables;
  const entries = [...entriesOf(value)].map(([key, property]): Filter => {
    const [alias = "", ...rest] = key.split(".");
    const joined = rest.length === 0 ? base : tables.find((one) => one.alias === alias);
    const name = rest.length === 0 ? key : rest.join(".");
    const single: ObjectValue = { kind: "object", entries: [{ kind: "property", key: name, value: property.value, optional: property.mayBeAbsent, node: property.node }] };
    const of = readWhere(single, { model: joined?.model ?? schema.model, catalog: schema.catalog });
    return (joined?.path ?? []).reduceRight<Filter>((inside, relation) => ({ kind: "related", relation, quantifier: "is", of: inside }), of);
  });
  return allOf([...entries, ...spreadsOf(value)]);
}

/** Text with `?` for values. */
function readText(text: Value, bindings: Value | undefined, { schema: { catalog }, tables, facts }: Reading): Filter | undefined {
  if (text.kind !== "text" && !(text.kind === "constant" && typeof text.value === "string")) return undefined;
  const named = tables.map(({ alias, model }) => ({ alias, table: { model, key: alias } }));
  const paths = new Map(tables.map(({ alias, path }) => [alias, path] as const));
  return lower(rawCondition([text, ...(bindings ? [bindings] : [])], new Tables(facts, named)), { catalog, paths });
}

import type { Recognition } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { always, type Table } from "../../query/condition.ts";
import type { Join, JoinedQuery } from "../../query/joined-query.ts";
import { pathTo, type Scope } from "../../query/lower.ts";
import { chains } from "./chain.ts";
import { conditionOf, saidOn, type Reading } from "./conditions.ts";
import { entityOf } from "./entities.ts";
import { joinsIn, onlyRelation, textOf, type NamedTable, type ReadJoin } from "./joins.ts";
import { parametersOf } from "./parameters.ts";
import { repositoryOf } from "./repositories.ts";

/** What a chain of calls queries. */
export interface Query extends JoinedQuery {
  readonly chain: Chain;
  readonly recognizedBy: Recognition;
}

/** The query that a chain is, when its entity is known. */
export function queryOf(chain: Chain, facts: FileFacts, outer?: Reading): Query | undefined {
  const source = sourceOf(chain, facts);
  if (!source) return undefined;
  const { steps } = chain;
  const table: Table = { model: source.model, key: source.alias ?? "" };
  const base: NamedTable = { alias: source.alias, table };
  const read = joinsIn(steps, base, facts);
  // A query inside another knows the other's rows and values by their names.
  const reading: Reading = {
    table,
    named: [base, ...read, ...(outer?.named ?? [])],
    parameters: [...steps.flatMap(parametersOf).reverse(), ...(outer?.parameters ?? [])],
    catalog: facts.catalog,
    inner: (value) => {
      const [only, ...others] = chains.of(value);
      return only && others.length === 0 ? queryOf(only, facts, reading) : undefined;
    },
  };
  const joins = read.map((join): Join => ({ table: join.table, outer: join.outer, on: join.on ? saidOn(join.on, reading) : always }));
  const scope: Scope = { catalog: facts.catalog, paths: pathsOf(table, read, joins, facts) };
  return { chain, recognizedBy: source.recognizedBy, table, joins, where: conditionOf(steps, reading), scope };
}

/** The relations that lead to each table: the one that a join names, or what its condition says. */
function pathsOf(table: Table, read: readonly ReadJoin[], joins: readonly Join[], { catalog }: FileFacts): Scope["paths"] {
  const paths = new Map<string, readonly string[] | undefined>([[table.key, []]]);
  for (const [index, { table: there, over }] of read.entries()) {
    if (!there || paths.has(there.key)) continue;
    const before = over && paths.get(over.from.key);
    const found = over ? before && [...before, over.relation] : pathTo(there, joins[index]?.on ?? always, { catalog, paths });
    paths.set(there.key, found ?? (over ? undefined : onlyRelation(table.model, there.model)));
  }
  return paths;
}

interface Source {
  readonly model: Model;
  readonly alias: string | undefined;
  readonly recognizedBy: Recognition;
}

/** `repository.createQueryBuilder("plot")`, `manager.createQueryBuilder(Plot, "plot")`, and builders that name it later. */
export function sourceOf({ handle, steps }: Chain, facts: FileFacts): Source | undefined {
  const [start] = steps;
  if (!start || !handle) return undefined;
  const [first, second] = start.args;
  const given = first?.kind === "constant" ? undefined : entityOf(first, facts.catalog);
  if (given) return { model: given, alias: textOf(second) ?? given.name, recognizedBy: "import" };
  const later = namedLater(steps, facts);
  if (later) return later;
  const repository = repositoryOf(handle, facts);
  if (repository) return { ...repository, alias: textOf(first) ?? repository.model.name };
  const own = entityOf(handle, facts.catalog);
  return own && { model: own, alias: textOf(first) ?? own.name, recognizedBy: "import" };
}

/** `.from(Plot, "plot")`, `.update(Plot)`, `.into(Plot)`; updates and deletes call their rows nothing. */
function namedLater(steps: readonly Step[], { catalog }: FileFacts): Source | undefined {
  const isWrite = steps.some(({ method }) => /^(?:update|delete|softDelete|restore|insert)$/.test(method));
  for (const { method, args } of steps) {
    const model = /^(?:from|update|into)$/.test(method) ? entityOf(args[0], catalog) : undefined;
    if (model) return { model, alias: textOf(args[1]) ?? (isWrite ? undefined : model.name), recognizedBy: "import" };
  }
  return undefined;
}

/** The methods and arguments of the last call that has this name. */
export function lastStep({ steps }: Chain, name: string): Step | undefined {
  return steps.findLast(({ method }) => method === name);
}

/** True for `orderBy("plot.number", "DESC")`, or the same as an object. */
export function isDescending({ method, args }: Step): boolean {
  return method === "orderBy" && [args[1], ...valuesIn(args[0])].some((value) => /^desc$/i.test(textOf(value) ?? ""));
}

function valuesIn(value: Value | undefined): readonly Value[] {
  return value ? optionsOf(value).flatMap((option) => (option.kind === "object" ? option.entries.map((entry) => entry.value) : [])) : [];
}

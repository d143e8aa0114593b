import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { joinedClauses, type Clause } from "../../query/clauses.ts";
import { always, type Condition, type Table } from "../../query/condition.ts";
import { joinedQuery, saidBy, type Join, type JoinedQuery } from "../../query/joined-query.ts";
import { textOf } from "../../query/table-names.ts";
import { tableNamed, Tables, type NamedTable } from "../../query/tables.ts";
import { joinedOn, type Reading } from "../knex/conditions.ts";
import { joinKind } from "../knex/methods.ts";
import { chains } from "./chain.ts";
import { clausesOf, withDroppedUndefined } from "./clauses.ts";
import { graphOf, type GraphNode } from "./graph-text.ts";
import { graphLoads, relationJoins, verbs } from "./methods.ts";
import { backOf, startOf, subjectOf, type Subject } from "./subject.ts";

/** A chain's query: what it is about, its tables, and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly chain: Chain;
  readonly steps: readonly Step[];
  readonly reading: Reading;
  /** Undefined for a query that a callback begins with a table's name. */
  readonly subject: Subject | undefined;
}

/** The query that a chain is, when it is on a model or a table that is known. */
export function queryOf(chain: Chain, facts: FileFacts, outer?: Tables): Query | undefined {
  const { steps } = chain;
  const subject = subjectOf(chain, facts);
  const base = subject ? { table: tableOf(subject.model, steps, facts), alias: aliasOf(subject.model, steps, facts) } : namedBy(steps, facts);
  if (!base?.table) return undefined;
  const table: Table = base.table;
  const joining = steps.flatMap((step) => joinedBy(step, table, facts));
  const reading: Reading = {
    tables: new Tables(facts, [base, ...joining.map(({ named }) => named)], outer),
    chains,
    inner: (inside, around) => {
      const query = queryOf(inside, facts, around);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  const joins = joining.map(({ named, isOuter, on, path }): Join => ({ table: named.table, outer: isOuter, on: on(reading), ...(path ? { path } : {}) }));
  return { chain, steps, reading, subject, ...joinedQuery(table, joins, whereOf(steps, subject, table, reading, facts), facts.catalog) };
}

function tableOf(model: Model, steps: readonly Step[], facts: FileFacts): Table {
  return { model, key: aliasOf(model, steps, facts) };
}

/** `Plot.query().alias("p")`. */
function aliasOf({ table }: Model, steps: readonly Step[], facts: FileFacts): string {
  return textOf(steps.find(({ method }) => method === "alias")?.args[0], facts) ?? table;
}

function namedBy(steps: readonly Step[], facts: FileFacts): NamedTable | undefined {
  return tableNamed(steps.findLast(({ method }) => method === "from" || method === "into" || method === "table")?.args[0], facts);
}

interface Joining {
  readonly named: NamedTable;
  readonly isOuter: boolean;
  readonly path?: readonly string[];
  readonly on: (reading: Reading) => Condition;
}

/** The tables that a call joins: by name, or over relations, which columns are then qualified by. */
function joinedBy(step: Step, { model }: Table, facts: FileFacts): readonly Joining[] {
  const { method, args, optional } = step;
  if (joinKind(method)) return [{ named: tableNamed(args[0], facts) ?? { table: undefined, alias: "" }, isOuter: joinKind(method) === "outer" || optional, on: (reading) => joinedOn(args.slice(1), reading) ?? always }];
  const isGraph = graphLoads.get(method) === "joined";
  if (!isGraph && !relationJoins.has(method)) return [];
  const isOuter = optional || (isGraph ? !saysInner(step, facts) : /^(?:left|right|outer|full)/.test(method));
  return overRelations(graphOf(args[0], facts), model, { prefix: "", path: [], isOuter }, facts);
}

/** `withGraphJoined("estate", { joinOperation: "innerJoin" })`. */
function saysInner({ args: [, options] }: Step, facts: FileFacts): boolean {
  const entry = options?.kind === "object" ? options.entries.find((one) => one.kind === "property" && one.key === "joinOperation") : undefined;
  return /^(?:inner)?join$/i.test(textOf(entry?.value, facts) ?? "");
}

function overRelations(nodes: readonly GraphNode[], model: Model, at: { readonly prefix: string; readonly path: readonly string[]; readonly isOuter: boolean }, facts: FileFacts): readonly Joining[] {
  return nodes.flatMap(({ relation, alias, children }) => {
    const field = model.fields.get(relation);
    const target = field?.relation && facts.catalog.models.get(field.relation.model);
    if (!field || !target) return [];
    const key = `${at.prefix}${alias}`;
    const path = [...at.path, field.name];
    const own: Joining = { named: { table: { model: target, key }, alias: key }, isOuter: at.isOuter, path, on: () => always };
    return [own, ...overRelations(children, target, { ...at, prefix: `${key}:`, path }, facts)];
  });
}

/**
 * What a query begins from is said where the call stands that writes, and last where none does: an `or` before it leaves
 * other rows in.
 */
function whereOf(steps: readonly Step[], subject: Subject | undefined, table: Table, reading: Reading, facts: FileFacts): Condition {
  const start: Clause | undefined = subject && { condition: startCondition(subject, table, reading), or: false };
  const writes = steps.findIndex(({ method }) => verbs.has(method));
  const clauses = steps.flatMap((step, index) => [...clausesOf(step, table, reading, facts), ...(start && index === writes ? [start] : [])]);
  const said = joinedClauses(start && writes < 0 ? [...clauses, start] : clauses);
  return steps.some(({ method }) => method === "skipUndefined") ? withDroppedUndefined(said) : said;
}

function startCondition(subject: Subject, table: Table, { tables }: Reading): Condition {
  const { over, from, model } = subject;
  const filter = startOf(subject);
  if (from || !over) return filter.kind === "all" ? always : { kind: "test", column: { table, name: model.id[0] ?? "id" }, filter };
  // In a condition of another query, the rows belong to its rows.
  const pairs = over.field.relation?.columns.length ? [over.field.relation] : backOf(over, model).flatMap(({ relation }) => (relation ? [{ columns: relation.references, references: relation.columns }] : []));
  const [pair] = pairs;
  const same = (pair?.columns ?? []).map((column, index): Condition | undefined => {
    const outside = tables.outer?.column({ kind: "constant", value: column });
    return outside && { kind: "same", a: { table, name: pair?.references[index] ?? "id" }, b: outside };
  });
  return { kind: "and", of: same.filter((one) => one !== undefined) };
}

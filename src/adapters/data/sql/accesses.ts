import type { Access, Filter, Operation, WrittenRow } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { opaquePartsOf, pinsOf } from "../../../analysis/pins.ts";
import type { RowRoot } from "../../../analysis/value.ts";
import { isOwned, type Catalog } from "../../../catalog/catalog.ts";
import { allOf, anyOf, isSameFilter } from "../../filter-parts.ts";
import type { Table } from "../../query/condition.ts";
import { pathTo } from "../../query/lower.ts";
import { columnsOf } from "./expressions.ts";
import { filterOf, isFollower, weakness, type Found, type Judged } from "./lowering.ts";
import type { ReadText } from "./read-text.ts";
import { rowsOf, type Handing, type Placed } from "./rows.ts";
import { saidOf, type Occurrence } from "./scope.ts";
import { StatementReader } from "./statement.ts";
import type { Expression, Target } from "./tree.ts";
import { conflictFilter, rowsWritten } from "./writes.ts";

/** The call that runs a text. */
export interface Runs {
  readonly method: string;
  readonly node: Access["node"];
  readonly recognizedBy: Access["recognizedBy"];
  readonly handing: Handing;
  readonly throwsWhenMissing: boolean;
}

interface Mention {
  readonly part: string;
  readonly occurrence: Occurrence;
  readonly filter: Filter | undefined;
  readonly data: readonly WrittenRow[];
}

/**
 * What a text does in any of the ways in which it may read: the access whose rows it gives, with those to its other
 * tables, in an order in which none follows a later one's rows. Undefined where no declared table is touched.
 */
export function accessOf(ways: readonly ReadText[], runs: Runs, facts: FileFacts): Access | undefined {
  const byPart = new Map<string, Access>();
  const rootOf = (part: string): RowRoot => ({
    kind: "row",
    id: `row of ${String(runs.node.range[0])} ${part}`,
    ties: [],
    get access() {
      const access = byPart.get(part);
      if (!access) throw new Error(`${part} was followed before it was read.`);
      return access;
    },
  });
  const read = ways.flatMap((way) => way.statements.map((statement) => {
    const reader = new StatementReader(facts.catalog, way.values, runs.node);
    reader.read(statement);
    return { reader, mentions: mentionsIn(reader, way, runs.node, facts, rootOf) };
  }));
  const filters = new Map<string, Filter[]>();
  for (const { reader, mentions } of read) {
    for (const { part, occurrence, filter, data } of mentions) {
      filters.set(part, [...(filters.get(part) ?? []), ...(filter ? [filter] : [])]);
      if (!byPart.has(part)) byPart.set(part, accessFor(occurrence, part, filter, data, reader, runs, facts.catalog, rootOf));
    }
  }
  for (const [part, access] of byPart) byPart.set(part, { ...access, filter: access.filter && inAnyWay(filters.get(part) ?? []) });
  const [first] = read.filter(({ mentions }) => mentions.length > 0);
  const main = first && mainOf(first.reader, first.mentions);
  const access = main && byPart.get(main.part);
  if (!access) return undefined;
  const all = [...byPart].filter(([part, { model }]) => part === main.part || isOwnedModel(model, facts)).map(([, one]) => one);
  const at = all.indexOf(access);
  const whole: Access = { ...access, text: { part: main.part, before: all.slice(0, at), after: all.slice(at + 1) } };
  byPart.set(main.part, whole);
  return whole;
}

/** What every way says, and whatever else each does. What cannot be read in one may say the same as another. */
function inAnyWay(ways: readonly Filter[]): Filter {
  const [first = [], ...others] = ways.some((way) => opaquePartsOf(way).length > 0) ? [] : ways.map(partsOf);
  const common = others.length === 0 ? [] : first.filter((part) => others.every((way) => way.some((one) => isSameFilter(one, part))));
  const isCommon = (part: Filter): boolean => common.some((one) => isSameFilter(one, part));
  return common.length === 0 ? inOneWay(ways) : allOf([...common, inOneWay(ways.map((way) => allOf(partsOf(way).filter((part) => !isCommon(part)))))]);
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.kind === "and" ? filter.of.flatMap(partsOf) : [filter];
}

/** What is said in some ways only, and holds no row back in others, is said under a condition. */
function inOneWay(filters: readonly Filter[]): Filter {
  const open = filters.filter((filter) => pinsOf(filter)?.length === 0 && opaquePartsOf(filter).length === 0);
  const [first] = open;
  if (!first) return anyOf(filters);
  if (open.length === filters.length) return first;
  return { kind: "or", of: [...filters.filter((filter) => !open.includes(filter)), { kind: "all" }] };
}

function isOwnedModel(name: string, { catalog }: FileFacts): boolean {
  const model = catalog.models.get(name);
  return model !== undefined && isOwned(model);
}

/** The mentions of a statement: those whose own conditions say whose they are, and what follows them, first. What is made is judged last: that it was made says nothing of what it was made to name. */
function mentionsIn(reader: StatementReader, way: ReadText, node: Runs["node"], { catalog }: FileFacts, rootOf: (part: string) => RowRoot): readonly Mention[] {
  const counts = new Map<string, number>();
  const parts = new Map(reader.occurrences.map((occurrence) => {
    const { name } = occurrence.table.model;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [occurrence, `${name} ${String(count)}`] as const;
  }));
  const judged = new Map<string, Found>();
  const rest = new Set(reader.occurrences);
  const found: Mention[] = [];
  while (rest.size > 0) {
    const occurrence = [...rest].find((one) => isReadOnceWritten(one, reader, judged)) ?? next([...rest], judged, (one) => weakness(one, catalog), (one) => isFollower(one, judged, catalog));
    if (!occurrence) break;
    rest.delete(occurrence);
    const part = parts.get(occurrence) ?? "";
    const { filter, data } = contentOf(occurrence, reader, way, judged, node, catalog);
    found.push({ part, occurrence, filter, data });
    judged.set(occurrence.table.key, { root: rootOf(part), filter, written: occurrence.use === "upsert" ? [] : data });
  }
  const isMade = ({ occurrence: { use } }: Mention): boolean => use === "create" || use === "upsert";
  return [...found.filter((one) => !isMade(one)), ...found.filter(isMade)];
}

/** True for new rows that the statement reads in turn, once all that they are written from is judged. */
function isReadOnceWritten(occurrence: Occurrence, { writes, result }: StatementReader, judged: Judged): boolean {
  const write = occurrence.use === "create" ? writes.find(({ into }) => into === occurrence) : undefined;
  if (!write || result.some(({ query }) => query === occurrence.query)) return false;
  return write.from.every(({ query, targets }) => targets.flatMap(({ ResTarget: { val } }) => (val ? columnsOf(val, query) : [])).every(({ table }) => judged.has(table.key)));
}

function next(rest: readonly Occurrence[], judged: Judged, weaknessOf: (one: Occurrence) => number, follows: (one: Occurrence) => boolean): Occurrence | undefined {
  // What a statement writes is written from what it reads.
  const reads = rest.filter(({ use }) => use !== "create" && use !== "upsert");
  const open = reads.length > 0 ? reads : rest;
  return (judged.size > 0 ? open.find(follows) : undefined) ?? leastBy(open, weaknessOf);
}

/** The first of those for which a measure is least. */
function leastBy<Item>(items: readonly Item[], measure: (item: Item) => number): Item | undefined {
  let [least] = items;
  let most = Infinity;
  for (const item of items.length > 1 ? items : []) {
    const measured = measure(item);
    if (measured < most) [least, most] = [item, measured];
  }
  return least;
}

function contentOf(occurrence: Occurrence, reader: StatementReader, { leftOut }: ReadText, judged: Judged, node: Runs["node"], catalog: Catalog): Pick<Mention, "filter" | "data"> {
  const roots = (key: string): RowRoot | undefined => judged.get(key)?.root;
  const write = reader.writes.find(({ into }) => into === occurrence);
  const data = write ? rowsWritten(write, reader, roots).map((row) => ({ ...row, node })) : [];
  if (occurrence.use === "create") return { filter: undefined, data };
  const unread = leftOut.map(({ value }): Filter => ({ kind: "opaque", value, reason: "text is put into the statement" }));
  const said = filterOf(occurrence, judged, catalog);
  const own = write && occurrence.use === "upsert" ? conflictFilter(write, data, said) : said;
  return { filter: unread.length > 0 ? { kind: "and", of: [own, ...unread] } : allOf([own]), data };
}

function accessFor(occurrence: Occurrence, part: string, filter: Filter | undefined, data: readonly WrittenRow[], reader: StatementReader, runs: Runs, catalog: Catalog, rootOf: (part: string) => RowRoot): Access {
  const { model } = occurrence.table;
  const selected = reader.result.find(({ query }) => query === occurrence.query) ?? reader.result[0];
  const rows = rowsOf(selected, occurrence.table, runs.handing, (table) => placeOf(table, occurrence, reader, catalog, rootOf));
  return {
    library: "sql",
    model: model.name,
    operation: operationOf(occurrence, reader),
    method: runs.method,
    node: runs.node,
    recognizedBy: runs.recognizedBy,
    filter,
    data,
    related: [],
    unique: false,
    many: runs.handing !== "one",
    throwsWhenMissing: runs.throwsWhenMissing,
    open: false,
    ...(occurrence.schema !== undefined && { schema: occurrence.schema }),
    ...(reader.narrowing.has(occurrence) ? { narrows: true as const } : {}),
    ...(rows ? { rows } : {}),
    text: { part, before: [], after: [] },
    places: {},
  };
}

/** A joined row is a part of the first where a relation is declared, so that what is checked of it is checked of both; whom a row belongs to says nothing of what it is made to name. */
function placeOf(table: Table, main: Occurrence, { occurrences }: StatementReader, catalog: Catalog, rootOf: (part: string) => RowRoot): Placed {
  const own = occurrences.find((one) => one.table.key === table.key);
  if (!own) return undefined;
  const path = main.use === "create" || main.use === "update" ? undefined : pathTo(table, { kind: "and", of: [...saidOf(main), ...saidOf(own)] }, { catalog, paths: new Map([[main.table.key, []]]) });
  if (path) return { path };
  const same = occurrences.filter((one) => one.table.model === table.model);
  return isOwned(table.model) ? { root: rootOf(`${table.model.name} ${String(same.indexOf(own) + 1)}`) } : undefined;
}

/** The mention whose rows a statement gives: what it writes, else the first table of its outermost query that is declared. */
function mainOf({ writes, result }: StatementReader, mentions: readonly Mention[]): Mention | undefined {
  const written = writes.at(-1)?.into;
  const outer = result[0]?.query;
  const first = outer?.sources.find(({ occurrence }) => occurrence)?.occurrence;
  return mentions.find(({ occurrence }) => occurrence === written) ?? mentions.find(({ occurrence }) => occurrence === first) ?? mentions[0];
}

function operationOf({ use, query }: Occurrence, { result }: StatementReader): Operation {
  if (use !== "read") return use;
  const targets = result.find((one) => one.query === query)?.targets ?? [];
  return targets.length > 0 && targets.every(isAggregate) ? "count" : "read";
}

function isAggregate({ ResTarget: { val } }: Target): boolean {
  const call: Expression["FuncCall"] = (val?.TypeCast?.arg ?? val)?.FuncCall;
  return call !== undefined && call.over === undefined && /^(?:count|sum|avg|min|max|bool_or|bool_and|uniq\w*|countif|sumif)$/i.test(call.funcname?.at(-1)?.String?.sval ?? "");
}

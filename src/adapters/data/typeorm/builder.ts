import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { anyOf } from "../../filter-parts.ts";
import { runBuilders } from "../../query/callbacks.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { unseen, withNumber } from "../../query/rows.ts";
import { calledName } from "../../calls.ts";
import { chains, isStep, relationTerminals, terminals } from "./chain.ts";
import type { Schema } from "./entities.ts";
import { isDescending, lastStep, queryOf, type Query } from "./query.ts";
import { relationAccess } from "./relation-builder.ts";
import { runTexts } from "./subqueries.ts";
import { conflictFilter, rowsOf } from "./writes.ts";

/** A call of a query builder: the access that a chain such as `plots.createQueryBuilder("plot").where(…).getMany()` is, at the call that runs it. */
export function recognizeBuilder(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { method, receiver } = call;
  if (call.construct) {
    if (!/^(?:Not)?Brackets$/.test(calledName(call) ?? "")) return undefined;
    runBuilders(call);
    return "step";
  }
  if (method === undefined || receiver === undefined) return undefined;
  if (method === "createQueryBuilder") return facts.isOwnObject(receiver) ? undefined : "step";
  const runs = terminals.has(method);
  const mayLink = relationTerminals.has(method);
  if (!runs && !mayLink && !isStep(method)) return undefined;
  const ended = chains.endingAt({ callee: call.callee, args: call.args, node: call.node, id: "" });
  if (ended.length === 0) return undefined;
  if (mayLink && ended.every(({ steps }) => steps.some((step) => step.method === "relation"))) return relationAccess(call, method, ended, facts);
  runTexts(call);
  return runs ? accessAt(call, method, ended, facts) : isStep(method) ? "step" : undefined;
}

function accessAt(call: Call, terminal: string, ended: readonly Chain[], facts: FileFacts): Access | undefined {
  const queries = ended.flatMap((chain) => queryOf(chain, facts) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ table }) => table.model !== query.table.model)) return undefined;
  return accessOf(call, terminal, queries, query, facts);
}

function accessOf(call: Call, terminal: string, queries: readonly Query[], query: Query, facts: FileFacts): Access {
  const { chain, table: { model } } = query;
  const schema: Schema = { model, catalog: facts.catalog };
  const operation = operationOf(terminal, chain.steps);
  const created = operation === "create" ? rowsOf("create", lastStep(chain, "values")?.args[0], schema) : [];
  const changed = operation === "update" ? rowsOf("update", lastStep(chain, "set")?.args[0] ?? lastStep(chain, "update")?.args.find(({ kind }) => kind === "object"), schema) : [];
  const conflict = operation === "create" ? lastStep(chain, "orUpdate")?.args[1] : undefined;
  const where = (chain.steps.findLast(({ method }) => method === "where") ?? chain.steps.find(({ method }) => /Where$/.test(method)))?.args[0];
  const rows = rowsFor(terminal);
  return {
    library: "typeorm",
    model: model.name,
    operation: conflict ? "upsert" : operation,
    method: terminal,
    node: call.node,
    recognizedBy: query.recognizedBy,
    filter: conflict ? conflictFilter(created, conflict, schema) : operation === "create" ? undefined : joined(queries.map(filterOf)),
    data: [...created, ...changed],
    related: loadsOf(query),
    unique: false,
    many: !/^get(?:Raw)?One|^getCount|^getExists|^execute/.test(terminal),
    ...(chain.steps.some(isDescending) ? { highestFirst: true } : {}),
    throwsWhenMissing: terminal === "getOneOrFail",
    ...(rows ? { rows } : {}),
    places: { filter: where && isIn(facts.file.program, where.node) ? where.node : undefined },
  };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filters: readonly Filter[]): Filter {
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

/** A query that was begun in another file has no place in this one. */
function isIn(program: Node, node: Node | undefined): boolean {
  for (let at = node; at; at = at.parent) if (at === program) return true;
  return false;
}

function operationOf(terminal: string, steps: readonly Step[]): Operation {
  const kind = steps.findLast(({ method }) => /^(?:insert|update|delete|softDelete|restore)$/.test(method))?.method;
  if (kind === "insert") return "create";
  if (kind !== undefined) return /delete/i.test(kind) ? "delete" : "update";
  return terminal === "getCount" || terminal === "getExists" ? "count" : "read";
}

/** What awaiting gives, where that is not the rows themselves. */
function rowsFor(terminal: string): Access["rows"] {
  if (terminal === "getManyAndCount") return withNumber;
  if (terminal !== "getRawAndEntities") return undefined;
  return (row) => ({
    kind: "object",
    entries: [{ key: "entities", value: row }, { key: "raw", value: unseen("it is computed by the query", row) }].map(({ key, value }) => ({ kind: "property", key, value, optional: false })),
    node: row.node,
  });
}

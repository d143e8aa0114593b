import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { anyOf } from "../../filter-parts.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { placeIn } from "../../query/places.ts";
import { withNumber } from "../../query/rows.ts";
import { chains, isStep, terminals } from "./chain.ts";
import { appliedFilters } from "./filters.ts";
import { queryOf, type Query } from "./query.ts";
import { conflictOver, rowsOf } from "./writes.ts";

/** A call of a query builder: the access that a chain such as `em.createQueryBuilder(Plot).where({ … }).getResult()` is, where it is run. */
export function recognizeBuilder(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { method = "", callee, args, node } = call;
  if (method === "createQueryBuilder" || method === "qb") return "step";
  const runs = terminals.has(method);
  if (!runs && !isStep(method)) return undefined;
  const ended = chains.endingAt({ callee, args, node, id: "" });
  if (ended.length === 0) return undefined;
  return runs || node.parent?.type === "AwaitExpression" ? accessAt(call, runs ? method : "execute", ended, facts) : "step";
}

function accessAt(call: Call, terminal: string, ended: readonly Chain[], facts: FileFacts): Access | undefined {
  const queries = ended.flatMap((chain) => queryOf(chain, facts) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ model }) => model !== query.model)) return undefined;
  const { model, steps } = query;
  const schema = { model, catalog: facts.catalog };
  const operation = operationOf(terminal, steps);
  const verb = steps.findLast(({ method }) => method === "insert" || method === "update");
  const data = rowsOf(operation === "create" ? "create" : "update", verb?.args[0], schema);
  const merges = operation === "create" && steps.some(({ method }) => method === "merge");
  const conflict = steps.findLast(({ method }) => method === "onConflict")?.args[0];
  const heldBy = steps.some(({ method }) => method === "applyFilters") ? appliedFilters(undefined, schema).heldBy : undefined;
  const where = steps.findLast(({ method }) => /where$/i.test(method))?.args[0];
  return {
    library: "mikro-orm",
    model: model.name,
    operation: merges ? "upsert" : operation,
    method: terminal,
    node: call.node,
    recognizedBy: query.recognizedBy,
    filter: merges ? conflictOver(data, conflict, model) : operation === "create" ? undefined : joined(queries),
    data,
    related: query.related,
    unique: false,
    many: terminal !== "getSingleResult" && terminal !== "getCount",
    throwsWhenMissing: false,
    ...(heldBy ? { heldBy } : {}),
    ...(terminal === "getResultAndCount" ? { rows: withNumber } : {}),
    places: { filter: placeIn(call, where) },
  };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(queries: readonly Query[]): Filter {
  const filters = queries.map(({ filter }) => filter);
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

function operationOf(terminal: string, steps: readonly Step[]): Operation {
  const verb = steps.findLast(({ method }) => /^(?:insert|update|delete|truncate)$/.test(method))?.method;
  if (verb === "insert") return "create";
  if (verb !== undefined) return verb === "update" ? "update" : "delete";
  return terminal === "getCount" || steps.some(({ method }) => method === "count") ? "count" : "read";
}

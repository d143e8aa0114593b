import { Chains } from "../../query/chains.ts";

/** Calls that say what is done with a table's rows. https://supabase.com/docs/reference/javascript/select */
export const verbs: ReadonlySet<string> = new Set(["select", "insert", "update", "upsert", "delete"]);

/** Calls that hold rows back; all of them together hold. https://supabase.com/docs/reference/javascript/using-filters */
export const filters: ReadonlySet<string> = new Set([
  ...["eq", "neq", "gt", "gte", "lt", "lte", "like", "likeAllOf", "likeAnyOf", "ilike", "ilikeAllOf", "ilikeAnyOf", "regexMatch", "regexIMatch"],
  ...["is", "isDistinct", "in", "notIn", "contains", "containedBy", "rangeGt", "rangeGte", "rangeLt", "rangeLte", "rangeAdjacent", "overlaps", "textSearch"],
  ...["match", "not", "or", "filter"],
]);

/** Calls that say how rows are given. */
const modifiers = ["order", "limit", "range", "single", "maybeSingle", "csv", "geojson", "explain", "rollback", "returns", "overrideTypes", "maxAffected", "throwOnError", "abortSignal", "setHeader", "schema"];

/** The chains of a client: `supabase.from("plots").select("*").eq("company_id", companyId)`. */
export const chains = new Chains({
  library: "supabase",
  starters: new Set(["from", "schema", "rpc"]),
  continuations: new Set([...verbs, ...filters, ...modifiers, "from", "rpc"]),
  flags: new Set(),
  tableCalls: false,
  changed: () => undefined,
});

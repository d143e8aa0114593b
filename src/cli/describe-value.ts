import type { Filter } from "../analysis/access.ts";
import type { FileFacts } from "../analysis/file-facts.ts";
import type { Value } from "../analysis/value.ts";

/** A filter in words near SQL, for people: `id = params.id and (a or b)`. */
export function describeFilter(filter: Filter, facts: FileFacts): string {
  switch (filter.kind) {
    case "all":
      return "every row";
    case "none":
      return "no row";
    case "and":
    case "or":
      return joined(filter.of, ` ${filter.kind} `, facts);
    case "not":
      return `not (${describeFilter(filter.of, facts)})`;
    case "equals":
      return `${filter.column} = ${describeValue(filter.value, facts)}${filter.optional ? " (may be left out)" : ""}`;
    case "in":
      return `${filter.column} in ${describeValue(filter.values, facts)}`;
    case "related":
      return `${filter.relation} ${filter.quantifier} (${describeFilter(filter.of, facts)})`;
    case "other":
      return `${filter.column} meets ${describeValue(filter.value, facts)}`;
    case "opaque":
      return `${describeValue(filter.value, facts)} (cannot be read: ${filter.reason})`;
  }
}

function joined(parts: readonly Filter[], word: string, facts: FileFacts): string {
  return parts.map((part) => (part.kind === "and" || part.kind === "or" ? `(${describeFilter(part, facts)})` : describeFilter(part, facts))).join(word);
}

/** The source text that a value was read from, on one line and shortened; failing that, what it is. */
export function describeValue(value: Value, facts: FileFacts): string {
  const text = value.node ? facts.textOf(value.node).replace(/\s+/g, " ") : withoutSource(value, facts);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function withoutSource(value: Value, facts: FileFacts): string {
  switch (value.kind) {
    case "constant":
      return typeof value.value === "string" ? JSON.stringify(value.value) : String(value.value);
    case "reference":
      return ["name" in value.root ? (value.root.name ?? value.root.kind) : value.root.kind, ...value.path].join(".");
    case "choice":
      return value.options.map((option) => describeValue(option, facts)).join(" or ");
    case "list":
      return `[${value.items.map((item) => describeValue(item.value, facts)).join(", ")}]`;
    case "unknown":
      return `something unknown (${value.reason})`;
    default:
      return `a ${value.kind}`;
  }
}

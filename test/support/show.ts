import type { Access, Filter, Related, WrittenRow } from "../../src/analysis/access.ts";
import type { Root, Value } from "../../src/analysis/value.ts";

/**
 * A filter in one line: `=` equality, `=?` one that may be left out, `~` a condition that pins nothing. What an
 * undefined value does is added in brackets unless it drops the condition.
 */
export function showFilter(filter: Filter | undefined): string {
  switch (filter?.kind) {
    case undefined:
      return "-";
    case "all":
    case "none":
      return filter.kind;
    case "and":
    case "or":
      return `(${filter.of.map(showFilter).join(filter.kind === "and" ? " & " : " | ")})`;
    case "not":
      return `not ${showFilter(filter.of)}`;
    case "equals": {
      const drop = filter.whenUndefined === "drops" ? "" : ` [${filter.whenUndefined}]`;
      return `${filter.column} ${filter.optional ? "=?" : "="} ${showValue(filter.value)}${drop}`;
    }
    case "in":
      return `${filter.column} in ${showValue(filter.values)}`;
    case "other":
      return `${filter.column} ~ ${showValue(filter.value)}`;
    case "related":
      return `${filter.quantifier} ${filter.relation}(${showFilter(filter.of)})`;
    case "opaque":
      return `opaque ${showValue(filter.value)}`;
  }
}

/** A value in one line; alternatives in `<a | b>`. */
export function showValue(value: Value): string {
  switch (value.kind) {
    case "constant":
      return typeof value.value === "string" ? JSON.stringify(value.value) : String(value.value);
    case "reference":
      return [showRoot(value.root), ...value.path].join(".");
    case "object":
      return `{ ${value.entries.map((entry) => (entry.kind === "spread" ? `...${showValue(entry.value)}` : `${entry.key}${entry.optional ? "?" : ""}: ${showValue(entry.value)}`)).join(", ")} }`;
    case "list":
      return `[${value.items.map((item) => `${item.many ? "*" : ""}${showValue(item.value)}`).join(", ")}]`;
    case "choice":
      return `<${value.options.map(showValue).join(" | ")}>`;
    default:
      return value.kind;
  }
}

/** A written row: its kind, its columns, and the rows it is linked to. */
export function showRow(row: WrittenRow): string {
  const links = row.links.map((link) => ` ${link.relation} -> ${showFilter(link.to)}`);
  return `${row.kind} ${showValue(row.columns)}${links.join(",")}`;
}

/** A nested load or write with those below it, one a line. */
export function showRelated(related: Related): readonly string[] {
  const rows = related.data.map((row) => ` ${showRow(row)}`);
  const own = `${related.kind} ${related.relation} (${related.model}) where ${showFilter(related.filter)}${rows.join(",")}`;
  return [own, ...related.related.flatMap(showRelated).map((line) => `  ${line}`)];
}

/** The facts of an access beside filter and data. */
export function showFacts(access: Access): string {
  const flags = [access.unique && "unique", access.many && "many", access.throwsWhenMissing && "throws"].filter(Boolean);
  return [access.operation, access.model, ...flags].join(" ");
}

function showRoot(root: Root): string {
  switch (root.kind) {
    case "call":
      return `${showValue(root.callee)}()`;
    case "row":
      return `row of ${root.access.model}`;
    case "this":
      return "this";
    default:
      return "name" in root ? (root.name ?? root.id) : root.id;
  }
}

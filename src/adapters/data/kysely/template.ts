import type { CallRoot, Value } from "../../../analysis/value.ts";
import type { Condition } from "../../query/condition.ts";
import { rawCondition } from "../../query/raw-text.ts";
import type { Tables } from "../../query/tables.ts";
import { callOf, referred } from "./expressions.ts";

/** A condition in the `sql` template: columns that `sql.ref` names stand in the text, values are its bindings. */
export function templateCondition({ node, args }: CallRoot, tables: Tables): Condition | undefined {
  if (node.type !== "TaggedTemplateExpression") return undefined;
  const texts = node.quasi.quasis.map((quasi) => quasi.value.raw);
  const parts = args.map(named);
  const sql = texts.map((text, index) => `${text}${index < args.length ? (parts[index] ?? "?") : ""}`).join("");
  const bindings = args.filter((_, index) => parts[index] === undefined);
  return rawCondition([{ kind: "constant", value: sql, node }, { kind: "list", items: bindings.map((value) => ({ value, optional: false, many: false })) }], tables);
}

/** The text of a name; a piece of SQL that is not known as one must not be taken for a value. */
function named(value: Value): string | undefined {
  const column = referred(value) ?? (isNamed(value) ? callOf(value)?.args[0] : undefined);
  if (column?.kind === "constant" && typeof column.value === "string") return column.value;
  return callOf(value)?.node.type === "TaggedTemplateExpression" ? "(select)" : undefined;
}

/** `sql.id("name")`, `sql.table("plots")`. */
function isNamed(value: Value): boolean {
  const callee = callOf(value)?.callee;
  return callee?.kind === "reference" && /^(?:id|table)$/.test(callee.path.at(-1) ?? "");
}

import type { Filter } from "../../../analysis/access.ts";
import { tenantColumnsOf } from "../../../analysis/column-role.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { callOf, calledName } from "../../calls.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { readConditionText, type Operand, type TextCondition } from "../../query/condition-text.ts";
import { fieldOf } from "../../query/table-names.ts";
import type { Schema } from "./models.ts";

/** What `literal("company_id = …")` says, as the branches of an open `or`: it is not put in parentheses. Undefined for all else, and for SQL that is built elsewhere. */
export function literalBranches(value: Value, schema: Schema): readonly Filter[] | undefined {
  const call = callOf(value);
  const [sql] = call?.args ?? [];
  const text = call && sql && calledName(call) === "literal" ? readConditionText(sql) : undefined;
  if (!text) return undefined;
  const branches = text.kind === "or" ? text.of : [text];
  return branches.map((branch) => said(branch, value, schema));
}

function said(text: TextCondition, value: Value, schema: Schema): Filter {
  switch (text.kind) {
    case "and":
      return allOf(text.of.map((one) => said(one, value, schema)));
    case "or":
      return anyOf(text.of.map((one) => said(one, value, schema)));
    case "not":
      return { kind: "not", of: said(text.of, value, schema) };
    case "equals": {
      const [left, right] = text.left.kind === "column" ? [text.left, text.right] : [text.right, text.left];
      const column = ownColumn(left, schema);
      const given = column === undefined ? undefined : valueOf(right, schema);
      if (column === undefined || !given) return loose([...namesIn(left), ...namesIn(right)], value, schema);
      return { kind: "equals", column, value: given, optional: false, whenUndefined: "matches-nothing", node: value.node };
    }
    case "in": {
      const column = ownColumn(text.left, schema);
      const values = text.values.map((one) => valueOf(one, schema));
      const known = values.filter((one) => one !== undefined);
      if (column === undefined || known.length < values.length) return loose([text.left, ...text.values].flatMap(namesIn), value, schema);
      const [only] = known;
      return { kind: "in", column, values: only && known.length === 1 ? only : { kind: "list", items: known.map((one) => ({ value: one, optional: false, many: false })) }, node: value.node };
    }
    case "null":
    case "other":
      return loose(namesIn(text.left), value, schema);
    case "exists":
      return loose(["\uE000"], value, schema);
    case "loose":
      return loose(text.columns, value, schema);
  }
}

/** A column of the model's own rows. */
function ownColumn(operand: Operand, { model }: Schema): string | undefined {
  if (operand.kind !== "column") return undefined;
  const [name = "", ...before] = operand.name.split(".").reverse();
  const isOwn = before.length === 0 || before[0] === model.name || before[0] === model.table;
  return isOwn ? fieldOf(model, name)?.name : undefined;
}

/** What a column is compared with; `sequelize.escape(value)` is the value. */
function valueOf(operand: Operand, { replacements }: Schema): Value | undefined {
  if (operand.kind === "parameter") return replacements && propertyOf(replacements, operand.name)?.value;
  if (operand.kind !== "value") return undefined;
  const call = callOf(operand.value);
  return call && calledName(call) === "escape" ? call.args[0] : operand.value;
}

function namesIn(operand: Operand): readonly string[] {
  return operand.kind === "column" ? [operand.name] : operand.kind === "computed" ? operand.columns : [];
}

/** Says something of columns that ties them to no value, unless the tenant's own, or a part that nobody can read, may be among them. */
function loose(names: readonly string[], value: Value, { model, catalog }: Schema): Filter {
  const columns = names.map((name) => name.split(".").at(-1) ?? name);
  const keys = [...tenantColumnsOf(model), ...catalog.tenancy.keys].flatMap((key) => [key, model.fields.get(key)?.column ?? key]);
  const isUnseen = columns.some((name) => keys.includes(name) || /[\uE000-\uF8FF]|^select$/iu.test(name));
  return isUnseen ? { kind: "opaque", value, reason: "the condition is SQL" } : { kind: "other", column: model.id[0] ?? "id", value, node: value.node };
}

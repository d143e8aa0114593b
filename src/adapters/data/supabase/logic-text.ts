import type { Value } from "../../../analysis/value.ts";
import { holeIn, writtenWithHoles, type Written } from "../../query/condition-text.ts";
import { splitOutside } from "./select-text.ts";

/** A condition as `or` takes it: `company_id.eq.7,and(price.gt.5,name.is.null)`. https://docs.postgrest.org/en/stable/references/api/tables_views.html#logical-operators */
export type Logic =
  | { readonly kind: "and" | "or"; readonly of: readonly Logic[] }
  | { readonly kind: "not"; readonly of: Logic }
  | { readonly kind: "test"; readonly column: string; readonly operator: string; readonly value: Value }
  | { readonly kind: "unread" };

const OPERATOR = /^(?:eq|neq|gte?|lte?|i?like|i?match|in|is|isdistinct|fts|plfts|phfts|wfts|cs|cd|ov|sl|sr|nxr|nxl|adj)(?:\((?:any|all|\w+)\))?$/;

/** What the branches of an `or` say; undefined for a value that is no text. */
export function readLogic(value: Value): Logic | undefined {
  const written = writtenWithHoles(value);
  return written && { kind: "or", of: splitOutside(written.text, ",").map((part) => readPart(part.trim(), written)) };
}

function readPart(part: string, written: Written): Logic {
  if (part.startsWith("not.and(") || part.startsWith("not.or(")) return { kind: "not", of: readPart(part.slice("not.".length), written) };
  const [, joined, inside] = /^(and|or)\(([\s\S]*)\)$/.exec(part) ?? [];
  if (joined !== undefined && inside !== undefined) return { kind: joined === "and" ? "and" : "or", of: splitOutside(inside, ",").map((one) => readPart(one.trim(), written)) };
  const steps = part.split(".");
  const at = steps.findIndex((step, index) => index > 0 && OPERATOR.test(step));
  const operator = steps[at];
  if (operator === undefined) return { kind: "unread" };
  const isNegated = steps[at - 1] === "not";
  const column = steps.slice(0, isNegated ? at - 1 : at).join(".");
  if (!/^[\w.$"\->:]+$/.test(column)) return { kind: "unread" };
  const test: Logic = { kind: "test", column: column.replaceAll('"', ""), operator, value: valueOf(steps.slice(at + 1).join("."), operator, written) };
  return isNegated ? { kind: "not", of: test } : test;
}

/** What stands behind the operator: a hole of a template, a list in parentheses, or text. */
function valueOf(text: string, operator: string, written: Written): Value {
  const [, listed] = operator === "in" ? (/^\(([\s\S]*)\)$/.exec(text) ?? []) : [];
  if (listed === undefined) return plainValue(text, written);
  const items = splitOutside(listed, ",").map((item) => joinedItems(plainValue(item.trim(), written)));
  const [only] = items;
  if (only && items.length === 1) return only;
  return { kind: "list", items: items.map((value) => ({ value, optional: false, many: false })) };
}

function plainValue(text: string, written: Written): Value {
  const plain = text.replace(/^"([\s\S]*)"$/, "$1");
  return holeIn(plain, written) ?? { kind: "constant", value: plain === "null" ? null : plain };
}

/** `ids` of `ids.join(",")`. */
function joinedItems(value: Value): Value {
  const callee = value.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? value.root.callee : undefined;
  return callee?.kind === "reference" && callee.path.at(-1) === "join" ? { ...callee, path: callee.path.slice(0, -1) } : value;
}

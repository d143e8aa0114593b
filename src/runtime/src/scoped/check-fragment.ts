import { refuseOperation } from "./scope-refused-error.ts";

// To reach a table from within an expression takes one of these words; a comment could hide the tenant's condition behind it.
const READS_TABLES = /\b(?:select|table|insert|update|delete|merge|call|execute|join|into)\b|--|\/\*|#(?![->])/i;
// What is left of a piece that ends the parenthesis it stands in, opens a text, or names a source of rows of its own.
const LEADS_OUT = /[)']|(?<!\bdistinct\s+)\bfrom\b/i;

/** Refuses a piece of SQL in a query that could read a table by itself, or set aside the tenant's condition that it stands beside. */
export function checkFragment(text: string): void {
  const plain = text.replace(/'[^']*'/g, "");
  if (READS_TABLES.test(plain) || LEADS_OUT.test(withoutParentheses(plain))) throw refuseOperation("sql", "build the query from tables");
}

function withoutParentheses(text: string): string {
  const outside = text.replace(/\([^()]*\)/g, "");
  return outside === text ? text : withoutParentheses(outside);
}

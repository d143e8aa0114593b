/** Whether the text has no half surrogate pair: two different ones become the same bytes in every store. */
export function isWellFormedText(text: string): boolean {
  // Node 20 has it, ES2023 does not list it. For text without wide letters it looks at none of them, where a pattern reads all.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** Whether a text column keeps the text as it is: well-formed, and without NUL, which PostgreSQL refuses. */
export function isStorableText(text: string): boolean {
  return isWellFormedText(text) && !text.includes("\0");
}

/** A value as an error message shows it: its type, and its text where that is short and safe to print. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return value.length > 60 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return "an array";
  return /object|function|symbol/.test(typeof value) && value !== null ? `a value of type ${typeof value}` : String(value);
}

import { expected } from "../values.ts";

/** A table name checked and quoted for SQL; `app.counters` names a schema. Plain names only, so that nothing can be injected. */
export function quoteTable(name: string, quote: '"' | "`" = '"'): string {
  if (typeof name !== "string" || !/^([a-z_]\w{0,62}\.)?[a-z_]\w{0,62}$/i.test(name)) {
    throw expected('a table name such as "app.counters"', name);
  }
  return name
    .split(".")
    .map((part) => `${quote}${part}${quote}`)
    .join(".");
}

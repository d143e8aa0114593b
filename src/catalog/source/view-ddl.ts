import { NAME, nameIn, namesIn, PATH, unknownPart } from "./ddl-names.ts";
import type { TableDrafts } from "./table-drafts.ts";

const createView = new RegExp(String.raw`^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:recursive\s+)?(materialized\s+)?view\s+(?:if\s+not\s+exists\s+)?(${PATH})\s*(?:\(([^()]*)\)\s*)?(?:with\s*\(([^()]*)\)\s*)?as\b([\s\S]+?)(?:\bwith\s+(?:no\s+)?data|\bwith\s+(?:cascaded\s+|local\s+)?check\s+option)?\s*$`, "i");
const alterView = new RegExp(String.raw`^\s*alter\s+(?:materialized\s+)?view\s+(?:if\s+exists\s+)?(${PATH})\s+(?:(?:set\s*\(([^()]*)\))|(reset\s*\([^()]*security_invoker[^()]*\))|rename\s+to\s+(${NAME}))`, "i");
const dropView = new RegExp(String.raw`^\s*drop\s+(?:materialized\s+)?view\s+(?:if\s+exists\s+)?(${PATH}(?:\s*,\s*${PATH})*)`, "i");
const createFunction = new RegExp(String.raw`^\s*create\s+(?:or\s+replace\s+)?function\s+(${PATH})`, "i");
const invoker = /\bsecurity_invoker\b(?:\s*=\s*'?(\w+))?/i;

/** A view is kept with its query, and with whose rights it reads; of a function, its name. */
export function applyView(statement: string, { views, functions }: TableDrafts, file: string, line: number): void {
  const [, made] = createFunction.exec(statement) ?? [];
  if (made !== undefined) functions.add(nameIn(made));
  if (!/\bview\b/i.test(statement)) return;
  const [, materialized, name, columns, options = "", text] = createView.exec(statement) ?? [];
  if (name !== undefined && text !== undefined && !name.includes(unknownPart)) {
    views.set(nameIn(name), { file, line, text, names: columns === undefined ? [] : namesIn(columns), invoker: materialized === undefined && setsInvoker(options) === true });
  }
  const [, altered, set, reset, after] = alterView.exec(statement) ?? [];
  const view = altered === undefined ? undefined : views.get(nameIn(altered));
  if (view) view.invoker = reset === undefined ? (setsInvoker(set ?? "") ?? view.invoker) : false;
  if (view && altered !== undefined && after !== undefined) {
    views.delete(nameIn(altered));
    views.set(nameIn(after), view);
  }
  const [, dropped] = dropView.exec(statement) ?? [];
  for (const one of dropped === undefined ? [] : namesIn(dropped)) views.delete(one);
}

/** What the options of a view say of whose rights it reads with, if they say anything. */
function setsInvoker(options: string): boolean | undefined {
  const said = invoker.exec(options);
  return said ? /^(?:true|on|yes|1)$/i.test(said[1] ?? "true") : undefined;
}

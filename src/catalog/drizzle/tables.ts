import type { Node } from "../../syntax/source-file.ts";
import type { UniqueKey } from "../catalog.ts";
import { uniqueKey, type DeclaredTable, type ForeignKey } from "../source/table-models.ts";
import { columnReference, columnsIn, type ReadColumn } from "./columns.ts";
import type { Module, Modules } from "../source/modules.ts";
import { chainOf, columnIn, elementsOf, pathOf, plain, property, returned, stringOf, type ChainCall } from "../source/syntax.ts";
import { policiesIn } from "./policies.ts";
import { extrasIn, type Extra } from "./written.ts";

/** One table as its declaration says, with the names that the code uses. */
export interface ReadTable extends Omit<DeclaredTable, "fields" | "relations"> {
  readonly columns: readonly ReadColumn[];
}

/** The tables and views that a module declares at its top level. */
export function tablesIn(module: Module, modules: Modules): readonly ReadTable[] {
  return [...module.declared].flatMap(([name, node]) => tableOf(name, node, module, modules) ?? []);
}

function tableOf(name: string, node: Node, module: Module, modules: Modules): ReadTable | undefined {
  const chain = chainOf(node);
  const made = chain?.calls.find((call) => makerOf(call, module, modules) !== undefined);
  const kind = made && makerOf(made, module, modules);
  const table = made && stringOf(made.args[0]);
  if (!chain || !made || !kind || table === undefined) return undefined;
  const columns = columnsIn(made.args[1], module, modules);
  const extras = [...extrasIn(made.args[2], module, modules), ...linkedTo(name, module)];
  const primary = columns.filter((column) => column.primary).map(({ field }) => field.name);
  const composite = extras.flatMap((extra) => primaryKeyOf(extra));
  const id = composite.length > 0 ? composite : primary;
  const rowSecurity = chain.calls.some((call) => call.name === "enableRLS" || call.name === "withRLS") || extras.some(({ calls: [first] }) => first?.name.endsWith("olicy"));
  return {
    name, table, kind, columns, id, rowSecurity,
    ...policiesIn(extras, columns.map(({ field }) => field), modules),
    file: module.file,
    line: module.lineOf(node),
    uniques: [
      ...columns.filter((column) => column.unique).map(({ field }): UniqueKey => ({ name: undefined, columns: [field.name] })),
      ...(id.length > 1 ? [uniqueKey(id)] : []),
      ...extras.flatMap((extra) => uniqueOf(extra)),
    ],
    foreignKeys: [
      ...columns.flatMap(({ field, references }) => (references ? [{ columns: [field.name], table: references.table, references: [references.column] }] : [])),
      ...extras.flatMap((extra) => foreignKeyOf(extra, module) ?? []),
    ],
  };
}

/** What a call makes: `pgTable(…)`, `auth.table(…)`, or a function that a `pgTableCreator` gave. */
function makerOf({ name, node }: ChainCall, module: Module, modules: Modules): ReadTable["kind"] | undefined {
  const callee = plain(node.callee);
  if (callee?.type === "MemberExpression") {
    if (name === "withRLS") return "model";
    return name === "table" ? "model" : name === "view" || name === "materializedView" ? "view" : undefined;
  }
  const original = module.imported.get(name)?.name ?? name;
  if (/^\w+(?:Table|TableWithCasing)$/.test(original)) return "model";
  if (/^\w+(?:View)$/.test(original)) return "view";
  const found = modules.find(name, module);
  return found && /TableCreator$/.test(chainOf(found.node)?.calls.at(-1)?.name ?? "") ? "model" : undefined;
}

/** Policies that stand by themselves: `pgPolicy("own plots", { … }).link(plots)`. */
function linkedTo(table: string, module: Module): readonly Extra[] {
  return [...module.declared.values(), ...module.statements].flatMap((node) => {
    const calls = chainOf(node)?.calls ?? [];
    const link = calls.find(({ name }) => name === "link");
    return calls[0]?.name === "pgPolicy" && link && pathOf(link.args[0])?.join(".") === table ? [{ calls, at: { node, module, given: new Map() } }] : [];
  });
}

function primaryKeyOf({ calls: [first] }: Extra): readonly string[] {
  if (first?.name !== "primaryKey") return [];
  const listed = property(first.args[0], "columns");
  return columnsNamed(listed ? elementsOf(listed) : first.args);
}

/** A unique index over part of the rows is no key. */
function uniqueOf({ calls }: Extra): readonly UniqueKey[] {
  const [first] = calls;
  if (!first || !/^unique(?:Index)?$/.test(first.name) || calls.some((call) => call.name === "where")) return [];
  const on = calls.find((call) => call.name === "on" || call.name === "using" || call.name === "onOnly");
  const columns = columnsNamed(on?.args ?? []);
  const isWhole = on !== undefined && columns.length === on.args.filter((argument) => stringOf(argument) === undefined).length;
  return isWhole && columns.length > 0 ? [uniqueKey(columns)] : [];
}

function foreignKeyOf({ calls: [first] }: Extra, module: Module): ForeignKey | undefined {
  if (first?.name !== "foreignKey") return undefined;
  const options = returned(first.args[0]) ?? first.args[0];
  const columns = columnsNamed(elementsOf(property(options, "columns")));
  const there = elementsOf(property(options, "foreignColumns")).flatMap((node) => columnReference(node, module) ?? []);
  const [target] = there;
  return target && there.length === columns.length ? { columns, table: target.table, references: there.map(({ column }) => column) } : undefined;
}

function columnsNamed(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => columnIn(node) ?? []);
}

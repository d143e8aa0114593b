import { childrenOf } from "../../syntax/children.ts";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { SchemaPlace } from "../source/migrations.ts";
import { isEach, staticOf, textOf, withNames, type Names } from "../source/statics.ts";
import { chainOf, plain, type ChainCall } from "../source/syntax.ts";
import type { TableDraft, TableDrafts } from "../source/table-drafts.ts";
import { boundIn, itemsOf } from "../source/walk.ts";
import { applyBuilder } from "./table-builder.ts";

/** Applies `knex.schema.createTable(…).alterTable(…)`, call by call. */
export function applySchemaCalls(calls: readonly ChainCall[], place: SchemaPlace): void {
  for (const call of calls) {
    if (call.name === "raw") place.raw(call);
    else applySchemaCall(call, place);
  }
}

function applySchemaCall({ name, args, node }: ChainCall, { tables, module, names }: SchemaPlace): void {
  if (/^(?:alterTable|table)$/.test(name) && isEach(args[0], names)) { onBuilder(args[1], names, ([first], known) => { renameOfEach(first, tables, known); }); return; }
  const table = textOf(args[0], names)?.split(".").at(-1);
  // Without a callback it is another library's call of the same name.
  if (table === undefined || (/^(?:create|alter)/.test(name) && args.length < 2)) return;
  switch (name) {
    case "createTable":
    case "createTableIfNotExists":
      build(args[1], tables.create(table, module.file, module.lineOf(node)), names);
      return;
    case "createTableLike": {
      const like = tables.at(textOf(args[1], names) ?? "");
      const draft = tables.create(table, module.file, module.lineOf(node));
      for (const [column, made] of like?.columns ?? []) draft.columns.set(column, { ...made });
      if (like) Object.assign(draft, { id: like.id, uniques: [...like.uniques] });
      build(args[2], draft, names);
      return;
    }
    case "alterTable":
    case "table":
      build(args[1], tables.at(table), names);
      return;
    case "dropTable":
    case "dropTableIfExists":
      tables.drop(table);
      return;
    case "renameTable":
      tables.rename(table, textOf(args[1], names) ?? table);
  }
}

function build(callback: Node | undefined, table: TableDraft | undefined, names: Names): void {
  if (table) onBuilder(callback, names, (calls, known) => { applyBuilder(calls, table, known); });
}

/** In a loop over tables that nobody can read. */
function renameOfEach(call: ChainCall | undefined, tables: TableDrafts, names: Names): void {
  const [before, after] = call?.name === "renameColumn" ? call.args.map((one) => textOf(one, names)) : [];
  if (before !== undefined && after !== undefined) tables.renameColumnOfEach(before, after);
}

/** Every chain of calls on the builder in a callback, whatever stands around it. */
function onBuilder(callback: Node | undefined, names: Names, apply: (calls: readonly ChainCall[], names: Names) => void): void {
  const fn = plain(callback);
  if (!fn || !isFunction(fn)) return;
  const [parameter] = fn.params;
  const builder = parameter?.type === "Identifier" ? parameter.name : undefined;
  const visit = (node: Node, known: Names): void => {
    const chain = node.type === "CallExpression" ? chainOf(node) : undefined;
    const isBuilders = chain?.head?.type === "ThisExpression" || (chain?.head?.type === "Identifier" && chain.head.name === builder);
    if (chain && isBuilders) {
      apply(chain.calls, known);
      return;
    }
    if (node.type === "ForOfStatement") {
      for (const item of itemsOf(staticOf(node.right, known))) visit(node.body, withNames(known, boundIn(node.left, item)));
      return;
    }
    for (const child of childrenOf(node)) visit(child, known);
  };
  visit(fn.body, names);
}

import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredRelation } from "../source/table-models.ts";
import { tableName } from "./columns.ts";
import type { Module } from "../source/modules.ts";
import { chainOf, columnIn, elementsOf, pathOf, plain, propertiesOf, property, returned } from "../source/syntax.ts";

/** A relation that `relations()` or `defineRelations()` declares. */
export interface ReadRelation extends DeclaredRelation {
  readonly table: string;
}

/** The relations that a module declares, in the form of 0.x and in that of 1.0. */
export function relationsIn(module: Module): readonly ReadRelation[] {
  return [...module.declared.values(), ...module.statements].flatMap((node) => {
    const call = chainOf(node)?.calls.at(-1);
    const original = call && (module.imported.get(call.name)?.name ?? call.name);
    if (original === "relations") return fromCallback(call?.args ?? [], module);
    return original === "defineRelations" || original === "defineRelationsPart" ? fromDefinition(returned(call?.args[1])) : [];
  });
}

/** `relations(plots, ({ one, many }) => ({ estate: one(estates, { fields, references }), invoices: many(invoices) }))` */
function fromCallback([table, callback]: readonly Node[], module: Module): readonly ReadRelation[] {
  const path = pathOf(table);
  if (!path) return [];
  return propertiesOf(returned(callback)).flatMap(({ key, value }): readonly ReadRelation[] => {
    const call = chainOf(value)?.calls.at(-1);
    const target = pathOf(call?.args[0]);
    if (!call || !target || (call.name !== "one" && call.name !== "many")) return [];
    const columns = (name: string): readonly string[] => elementsOf(property(call.args[1], name)).flatMap((node) => columnIn(node) ?? []);
    return [{ table: tableName(path, module), name: key, target: tableName(target, module), many: call.name === "many", columns: columns("fields"), references: columns("references") }];
  });
}

/** `defineRelations(schema, (r) => ({ plots: { estate: r.one.estates({ from: r.plots.estateId, to: r.estates.id }) } }))` */
function fromDefinition(definition: Node | undefined): readonly ReadRelation[] {
  return propertiesOf(definition).flatMap(({ key: table, value }) => propertiesOf(value).flatMap(({ key, value: relation }) => definedRelation(table, key, relation) ?? []));
}

function definedRelation(table: string, name: string, node: Node): ReadRelation | undefined {
  const call = plain(node);
  const path = call?.type === "CallExpression" ? pathOf(call.callee) : undefined;
  const [, kind, target] = path ?? [];
  if (call?.type !== "CallExpression" || target === undefined || (kind !== "one" && kind !== "many")) return undefined;
  const [options] = call.arguments;
  const from = namedBy(property(options, "from"));
  const to = namedBy(property(options, "to"));
  // Over a join table, and on the far end, no column of this table holds the relation.
  const holds = kind === "one" && from.length > 0 && from.length === to.length;
  return { table, name, target, many: kind === "many", columns: holds ? from : [], references: holds ? to : [] };
}

function namedBy(node: Node | undefined): readonly string[] {
  const value = plain(node);
  const nodes = value?.type === "ArrayExpression" ? elementsOf(value) : value ? [value] : [];
  return nodes.flatMap((one) => (one.type === "MemberExpression" ? (columnIn(one) ?? []) : []));
}

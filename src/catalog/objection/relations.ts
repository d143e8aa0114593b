import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { textOf } from "../source/statics.ts";
import { elementsOf, pathOf, plain, property, propertiesOf, returned, stringOf } from "../source/syntax.ts";
import { stemOf } from "./classes.ts";

/** One end of a join: a column, and what stands before it, which names a table or a class. */
export interface JoinColumn {
  readonly table: string | undefined;
  readonly column: string;
}

/** A relation as `relationMappings` says. https://vincit.github.io/objection.js/guide/relations.html */
export interface ReadRelation {
  readonly name: string;
  readonly kind: "belongsTo" | "hasOne" | "hasMany" | "through";
  /** What the model at the other end is called, by class or by file. */
  readonly target: readonly string[];
  readonly from: readonly JoinColumn[];
  readonly to: readonly JoinColumn[];
  readonly many: boolean;
}

export function relationsOf(mappings: Node | undefined, module: Module, modules: Modules): readonly ReadRelation[] {
  const literal = plain(mappings);
  const found = literal?.type === "Identifier" ? plain(modules.find(literal.name, module)?.node) : literal;
  return propertiesOf(found).flatMap(({ key, value }) => relationOf(key, value, module, modules) ?? []);
}

function relationOf(name: string, node: Node, module: Module, modules: Modules): ReadRelation | undefined {
  const said = pathOf(property(node, "relation"))?.at(-1) ?? stringOf(property(node, "relation"));
  const join = property(node, "join");
  const kind = said === undefined ? undefined : kindOf(said);
  const target = namesOfModel(property(node, "modelClass") ?? methodNamed(node, "modelClass"), module);
  if (kind === undefined || target.length === 0) return undefined;
  const ends = (key: string): readonly JoinColumn[] => columnsIn(property(join, key), module, modules);
  return { name, kind, target, from: ends("from"), to: ends("to"), many: kind === "hasMany" || /^ManyToMany/.test(said ?? "") };
}

function methodNamed(node: Node, name: string): Node | undefined {
  const value = property(node, name);
  return value && (returned(value) ?? value);
}

function kindOf(said: string): ReadRelation["kind"] | undefined {
  if (/^BelongsToOne/.test(said)) return "belongsTo";
  if (/Through|^ManyToMany/.test(said)) return "through";
  if (/^HasMany/.test(said)) return "hasMany";
  return /^HasOne/.test(said) ? "hasOne" : undefined;
}

/** What a model is called that is named by its class, a path, a `require`, or a function that gives one of these. */
function namesOfModel(node: Node | undefined, module: Module): readonly string[] {
  const at = plain(node);
  switch (at?.type) {
    case "Identifier": {
      const imported = module.imported.get(at.name);
      return [at.name, ...(imported && imported.name !== "default" && imported.name !== "*" ? [imported.name] : []), ...(imported ? [stemOf(imported.source)] : [])];
    }
    case "MemberExpression":
      return at.property.type === "Identifier" && at.property.name !== "default" ? [at.property.name] : namesOfModel(at.object, module);
    case "Literal":
      return typeof at.value === "string" ? [stemOf(at.value)] : [];
    case "TemplateLiteral":
      return [stemOf(at.quasis.at(-1)?.value.cooked ?? "")].filter((name) => name !== "");
    case "CallExpression":
      return namesOfModel(at.arguments.at(-1), module);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return namesOfModel(returned(at), module);
    default:
      return [];
  }
}

function columnsIn(node: Node | undefined, module: Module, modules: Modules): readonly JoinColumn[] {
  const at = plain(node);
  return at?.type === "ArrayExpression" ? elementsOf(at).flatMap((element) => columnIn(element, module, modules) ?? []) : [columnIn(at, module, modules) ?? []].flat();
}

/** `"plots.estateId"`, `` `${Plot.tableName}.estateId` ``, `ref("plots.estateId")`. */
function columnIn(node: Node | undefined, module: Module, modules: Modules): JoinColumn | undefined {
  const at = plain(node);
  if (at?.type === "CallExpression") return columnIn(at.arguments[0], module, modules);
  const text = textOf(at, { module, modules, local: new Map() });
  if (text !== undefined) return columnOf(text);
  if (at?.type !== "TemplateLiteral") return undefined;
  const written = columnOf(`?${at.quasis.at(-1)?.value.cooked ?? ""}`);
  const named = pathOf(at.expressions.at(-1));
  return written && { ...written, table: named && named.at(-1) === "tableName" ? named.at(-2) : undefined };
}

function columnOf(text: string): JoinColumn | undefined {
  const [name = ""] = text.split(":");
  const steps = name.split(".");
  const column = steps.at(-1) ?? "";
  return steps.length < 2 || column === "" ? undefined : { table: steps.at(-2), column };
}

import type { Node } from "../../syntax/source-file.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "../source/entities.ts";
import type { Module } from "../source/modules.ts";
import { snakeCase } from "../source/snake-case.ts";
import { chainOf, elementsOf, isTrue, pathOf, plain, propertiesOf, property, returned, stringOf, type ChainCall } from "../source/syntax.ts";
import { databaseType, keysIn, relation, targetOf } from "./decorated.ts";
import { filtersIn } from "./filters.ts";

/** The entities of `new EntitySchema({ … })` and `defineEntity({ … })`. https://mikro-orm.io/docs/define-entity */
export function objectsIn(module: Module): readonly ReadEntity[] {
  return [...module.declared].flatMap(([variable, node]) => {
    const at = plain(node);
    const isMade = (at?.type === "NewExpression" || at?.type === "CallExpression") && at.callee.type === "Identifier" && /^(?:EntitySchema|defineEntity)$/.test(at.callee.name);
    const entity = isMade ? entityIn(at.arguments[0], variable, module, at) : undefined;
    return entity ? [entity] : [];
  });
}

function entityIn(options: Node | undefined, variable: string, module: Module, node: Node): ReadEntity | undefined {
  const given = (key: string): Node | undefined => property(options, key);
  const name = stringOf(given("name")) ?? pathOf(given("class"))?.at(-1) ?? variable.replace(/Schema$/, "");
  const written = given("properties");
  const properties = propertiesOf(returned(written) ?? written);
  const read = properties.map(({ key, value }) => ({ column: columnOf(key, value), relation: relationOf(key, value) }));
  return {
    name,
    file: module.file,
    line: module.lineOf(node),
    table: isTrue(given("abstract")) === true ? undefined : (stringOf(given("tableName")) ?? stringOf(given("collection")) ?? snakeCase(name)),
    kind: given("expression") ? "view" : "model",
    columns: read.flatMap((one) => (one.relation ? [] : (one.column ?? []))),
    relations: read.flatMap((one) => one.relation ?? []),
    uniques: elementsOf(given("uniques")).flatMap(keysIn),
    filters: filtersIn(given("filters")),
  };
}

const kinds: Readonly<Record<string, ReadRelation["kind"]>> = {
  "m:1": "many-to-one", "1:1": "one-to-one", "1:m": "one-to-many", "m:n": "many-to-many",
  MANY_TO_ONE: "many-to-one", ONE_TO_ONE: "one-to-one", ONE_TO_MANY: "one-to-many", MANY_TO_MANY: "many-to-many",
  manyToOne: "many-to-one", oneToOne: "one-to-one", oneToMany: "one-to-many", manyToMany: "many-to-many",
};

/** `{ kind: "m:1", entity: () => Company }`, or `() => p.manyToOne(Company).nullable()`. */
function relationOf(name: string, node: Node): ReadRelation | undefined {
  const calls = callsOf(node);
  if (calls) {
    const [first, ...rest] = calls;
    const kind = first && kinds[first.name];
    const target = first && targetOf(first.args[0]);
    const has = (method: string): boolean => rest.some((call) => call.name === method);
    const join = rest.find((call) => /^(?:fieldName|joinColumn)s?$/.test(call.name))?.args[0];
    const made = kind && target !== undefined ? relation(name, modelName(target), kind, undefined, !has("mappedBy"), !has("nullable")) : undefined;
    const column = stringOf(join);
    return made && { ...made, primary: has("primary"), unique: made.unique || has("unique"), joins: column === undefined ? made.joins : [{ column, references: undefined }] };
  }
  const said = property(node, "kind") ?? property(node, "reference");
  const kind = kinds[stringOf(said) ?? pathOf(said)?.at(-1) ?? ""];
  const target = targetOf(property(node, "entity"));
  return kind && target !== undefined ? relation(name, modelName(target), kind, node, property(node, "mappedBy") === undefined, isTrue(property(node, "nullable")) !== true) : undefined;
}

function modelName(target: string): string {
  return target.replace(/Schema$/, "");
}

/** The calls of `p.uuid().primary()`, also inside a function that gives it. */
function callsOf(node: Node): readonly ChainCall[] | undefined {
  return chainOf(returned(node) ?? node)?.calls;
}

function columnOf(name: string, node: Node): ReadColumn | undefined {
  const calls = callsOf(node);
  const has = (method: string): boolean => (calls ? calls.some((call) => call.name === method) : isTrue(property(node, method)) === true);
  const named = calls ? calls.find((call) => call.name === "fieldName" || call.name === "name")?.args[0] : (property(node, "fieldName") ?? property(node, "name"));
  const said = calls ? calls[0]?.name : (stringOf(property(node, "type")) ?? pathOf(property(node, "type"))?.at(-1));
  if (!calls && plain(node)?.type !== "ObjectExpression") return undefined;
  const defaults = ["default", "defaultRaw", "onCreate", "autoincrement"];
  return {
    name,
    column: stringOf(named) ?? snakeCase(name),
    type: databaseType(said ?? "string"),
    kind: said === "enum" || property(node, "enum") ? "enum" : "scalar",
    list: has("array"),
    required: has("primary") || !has("nullable"),
    defaulted: defaults.some((key) => (calls ? has(key) : property(node, key) !== undefined)),
    primary: has("primary"),
    unique: has("unique"),
  };
}

import type { Node } from "../../syntax/source-file.ts";
import { elementsOf, isTrue, pathOf, plain, propertiesOf, property, returned, stringOf } from "../source/syntax.ts";
import type { DeclaredSchemaObject } from "./schema-object-declarations.ts";
import { databaseType } from "./decorated.ts";
import { snakeCase } from "../source/snake-case.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "../source/entities.ts";

/** The entity that `new EntitySchema({ … })` declares. https://typeorm.io/docs/entity/separating-entity-definition */
export function entityOfSchema({ options, variable, file, line }: DeclaredSchemaObject): ReadEntity | undefined {
  const name = stringOf(property(options, "name")) ?? pathOf(property(options, "target"))?.at(-1) ?? variable;
  if (name === undefined) return undefined;
  return {
    name, file, line,
    table: stringOf(property(options, "tableName")) ?? snakeCase(name),
    kind: stringOf(property(options, "type")) === "view" ? "view" : "model",
    columns: propertiesOf(property(options, "columns")).map(({ key, value }) => columnOf(key, value)),
    relations: propertiesOf(property(options, "relations")).flatMap(({ key, value }) => relationOf(key, value) ?? []),
    uniques: [
      ...elementsOf(property(options, "uniques")).map(columnsOf),
      ...elementsOf(property(options, "indices")).filter((index) => isTrue(property(index, "unique")) === true && property(index, "where") === undefined).map(columnsOf),
    ].filter((columns) => columns.length > 0),
  };
}

function columnsOf(key: Node): readonly string[] {
  const columns = property(key, "columns");
  return elementsOf(returned(columns) ?? columns).flatMap((each) => stringOf(each) ?? pathOf(each)?.at(-1) ?? []);
}

function columnOf(name: string, options: Node): ReadColumn {
  const type = property(options, "type");
  const primary = isTrue(property(options, "primary")) === true;
  const flag = (key: string): boolean => isTrue(property(options, key)) === true;
  return {
    name,
    column: stringOf(property(options, "name")) ?? name,
    type: databaseType(stringOf(type) ?? pathOf(type)?.at(-1) ?? "String"),
    kind: property(options, "enum") ? "enum" : "scalar",
    list: flag("array"),
    required: primary || !flag("nullable"),
    defaulted: property(options, "default") !== undefined || property(options, "generated") !== undefined || flag("createDate") || flag("updateDate"),
    primary,
    unique: flag("unique"),
  };
}

function relationOf(name: string, options: Node): ReadRelation | undefined {
  const kind = stringOf(property(options, "type"));
  const target = property(options, "target");
  const model = stringOf(target) ?? pathOf(target)?.at(-1) ?? pathOf(returned(target))?.at(-1);
  if (model === undefined || (kind !== "many-to-one" && kind !== "one-to-one" && kind !== "one-to-many" && kind !== "many-to-many")) return undefined;
  const join = property(options, "joinColumn");
  const joins = plain(join)?.type === "ArrayExpression" ? elementsOf(join) : join ? [join] : [];
  return {
    name, kind,
    target: model,
    holds: kind === "many-to-one" || (kind === "one-to-one" && join !== undefined),
    required: isTrue(property(options, "nullable")) !== true,
    primary: isTrue(property(options, "primary")) === true,
    unique: kind === "one-to-one",
    joins: joins.map((each) => ({ column: stringOf(property(each, "name")), references: stringOf(property(each, "referencedColumnName")) })),
  };
}

import type { ScopeCondition } from "../catalog.ts";
import type { Modules } from "../source/modules.ts";
import { pathOf, stringOf } from "../source/syntax.ts";
import { staticOf } from "../source/statics.ts";
import { lineageOf, staticMember, stemOf, type ReadClass } from "./classes.ts";
import { propertiesOfFields, propertiesOfSchema, type ReadProperty } from "./columns.ts";
import { relationsOf, type ReadRelation } from "./relations.ts";
import { alwaysOn, methodsOf, modifiersOf, type Scopes } from "./scopes.ts";

/** A model as its class and those above it declare it. */
export interface ReadModel {
  readonly name: string;
  /** What its file is called, which other files may know it by. */
  readonly stem: string;
  readonly table: string;
  readonly file: string;
  readonly line: number;
  readonly id: readonly string[];
  readonly properties: readonly ReadProperty[];
  readonly relations: readonly ReadRelation[];
  /** True where the class turns the columns' names into camel case. */
  readonly mapped: boolean;
  readonly scopes: Scopes;
  readonly alwaysOn: readonly ScopeCondition[];
}

/** The model that a class is: one that names its table, itself or through a class above it. */
export function modelOf(declared: ReadClass, classes: readonly ReadClass[], modules: Modules): ReadModel | undefined {
  const lineage = lineageOf(declared, classes);
  const table = firstOf(lineage, (one) => textOf(one, "tableName", modules));
  const last = lineage.at(-1);
  if (table === undefined || last?.base === undefined || (last.base === "Model" && last.from !== undefined && last.from !== "objection")) return undefined;
  const builders = firstOf(lineage, (one) => buildersOf(one, classes)) ?? [];
  const always = [...lineage, ...builders].flatMap(alwaysOn);
  const properties = lineage.flatMap((one) => [...propertiesOfSchema(staticMember(one, "jsonSchema"), one.module, modules), ...propertiesOfFields(one)]);
  return {
    name: declared.name,
    stem: stemOf(declared.module.file),
    table: table.split(".").at(-1) ?? table,
    file: declared.module.file,
    line: declared.module.lineOf(declared.node),
    id: firstOf(lineage, (one) => idOf(one, modules)) ?? ["id"],
    properties: [...new Map([...properties].reverse().map((one) => [one.name, one])).values()].reverse(),
    relations: [...new Map([...lineage].reverse().flatMap((one) => relationsOf(staticMember(one, "relationMappings"), one.module, modules)).map((one) => [one.name, one])).values()],
    mapped: lineage.some((one) => staticMember(one, "columnNameMappers") !== undefined),
    scopes: Object.assign({}, ...[...builders].reverse().map(methodsOf), ...[...lineage].reverse().map(modifiersOf)) as Scopes,
    alwaysOn: always,
  };
}

function firstOf<T>(lineage: readonly ReadClass[], read: (one: ReadClass) => T | undefined): T | undefined {
  for (const one of lineage) {
    const value = read(one);
    if (value !== undefined) return value;
  }
  return undefined;
}

function textOf(declared: ReadClass, name: string, modules: Modules): string | undefined {
  const value = staticOf(staticMember(declared, name), { module: declared.module, modules, local: new Map() });
  return typeof value === "string" ? value : undefined;
}

function idOf(declared: ReadClass, modules: Modules): readonly string[] | undefined {
  const value = staticOf(staticMember(declared, "idColumn"), { module: declared.module, modules, local: new Map() });
  if (typeof value === "string") return [value];
  return value?.kind === "list" ? value.items.flatMap((item) => (typeof item === "string" ? [item] : [])) : undefined;
}

/** The classes of `static QueryBuilder = PlotQueryBuilder`, nearest first. */
function buildersOf(declared: ReadClass, classes: readonly ReadClass[]): readonly ReadClass[] | undefined {
  const member = staticMember(declared, "QueryBuilder");
  const name = pathOf(member)?.at(-1) ?? stringOf(member);
  const imported = name === undefined ? undefined : declared.module.imported.get(name);
  const called = imported === undefined || imported.name === "default" ? name : imported.name;
  const builder = classes.find((one) => one.name === called);
  return builder && lineageOf(builder, classes);
}

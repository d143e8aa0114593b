import type { Node } from "../../syntax/source-file.ts";
import type { ReadEntity, ReadFilter } from "../source/entities.ts";
import type { Module } from "../source/modules.ts";
import { elementsOf, isTrue, pathOf, plain, propertiesOf, property, stringOf } from "../source/syntax.ts";
import { filterIn } from "./filters.ts";

/** A filter of the configuration; it is for all entities unless it names some. */
interface ConfiguredFilter {
  readonly filter: ReadFilter;
  readonly entities: readonly string[];
}

/** The filters of a configuration, which are on unless they say otherwise: `defineConfig({ filters: { company: { cond } } })`. */
export function configuredFilters(module: Module): readonly ConfiguredFilter[] {
  const exported = module.body.flatMap((statement) => (statement.type === "ExportDefaultDeclaration" ? [statement.declaration] : []));
  return [...module.declared.values(), ...module.statements, ...exported].flatMap((node) => propertiesOf(property(optionsOf(node), "filters")).flatMap(({ key, value }) => configured(key, value)));
}

/** An object, or the one that `defineConfig`, `MikroORM.init` and their like are given. */
function optionsOf(node: Node): Node | undefined {
  const at = plain(node);
  if (at?.type === "AwaitExpression") return optionsOf(at.argument);
  const isCall = at?.type === "CallExpression" && /^(?:defineConfig|init|initSync|forRoot)$/.test(pathOf(at.callee)?.at(-1) ?? "");
  return isCall ? at.arguments[0] : at?.type === "ObjectExpression" ? at : undefined;
}

function configured(key: string, options: Node): readonly ConfiguredFilter[] {
  if (property(options, "cond") === undefined) return [];
  const named = property(options, "entity");
  const entities = (plain(named)?.type === "ArrayExpression" ? elementsOf(named) : named ? [named] : []).flatMap((each) => stringOf(each) ?? pathOf(each)?.at(-1) ?? []);
  return filterIn(options, key).map((filter) => ({ filter: { ...filter, on: isTrue(property(options, "default")) !== false }, entities }));
}

/** An entity with those filters of the configuration that are for it; its own of the same name come first. */
export function withConfigured(entity: ReadEntity, configuredBy: readonly ConfiguredFilter[]): ReadEntity {
  const own = entity.filters ?? [];
  const added = configuredBy.filter(({ filter, entities }) => (entities.length === 0 || entities.includes(entity.name)) && !own.some(({ name }) => name === filter.name));
  return added.length === 0 ? entity : { ...entity, filters: [...own, ...added.map(({ filter }) => filter)] };
}

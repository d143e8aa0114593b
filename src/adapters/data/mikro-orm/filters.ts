import type { Access, Filter } from "../../../analysis/access.ts";
import { modelAt, tenantColumnsOf } from "../../../analysis/column-role.ts";
import { isNullish, itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { ScopeCondition } from "../../../catalog/catalog.ts";
import type { Schema } from "../../entities/entities.ts";
import { allOf } from "../../filter-parts.ts";
import { equals } from "./where.ts";

/** What the filters that a query gets by name say of its rows. */
export interface Applied {
  /** Of those that are given their values right here. */
  readonly said: Filter;
  /** Set where one that ties the rows to the owner gets its values elsewhere, from `setFilterParams`. */
  readonly heldBy: Access["heldBy"];
}

/** Which of an entity's filters hold: those that are on unless the call turns them off, and those that it turns on. https://mikro-orm.io/docs/filters */
export function appliedFilters(options: Value | undefined, schema: Schema): Applied {
  const { scopes = {}, alwaysOn = [] } = schema.model;
  const given = options && propertyOf(options, "filters")?.value;
  const all = Object.entries(scopes).map(([name, conditions]) => ({ name, conditions, ...switched(name, given, alwaysOn.includes(name)) })).filter(({ on }) => on);
  const said = all.flatMap(({ conditions, values }) => (values ? conditions.map((condition) => saidBy(condition, values, schema)) : []));
  const holding = all.find(({ conditions, values }) => values === undefined && conditions.some((condition) => tiesToOwner(condition, schema)));
  return { said: allOf(said), heldBy: holding && { sure: true, text: `the filter \`${holding.name}\` of \`${schema.model.name}\` is on` } };
}

/** `filters: false`, `filters: ["company"]`, `filters: { company: false }`, `filters: { company: { companyId } }`. */
function switched(name: string, given: Value | undefined, on: boolean): { readonly on: boolean; readonly values?: Value } {
  if (given === undefined) return { on };
  if (given.kind === "constant") return { on: on && given.value !== false };
  if (given.kind === "list") return { on: on || itemsOf(given).some(({ value }) => value.kind === "constant" && value.value === name) };
  const own = given.kind === "object" ? propertyOf(given, name)?.value : undefined;
  // What cannot be read may turn it off as well as on.
  if (given.kind !== "object") return { on: false };
  if (own === undefined) return { on };
  if (own.kind === "constant") return { on: own.value === true || (isNullish(own) && on) };
  return { on: true, values: own };
}

function saidBy({ path, column, property, orNone }: ScopeCondition, values: Value, { model }: Schema): Filter {
  const value = property === undefined ? values : (propertyOf(values, property)?.value ?? { kind: "constant", value: undefined });
  const own = equals(column, value, undefined, model);
  const said: Filter = orNone ? { kind: "or", of: [own, equals(column, { kind: "constant", value: null }, undefined, model)] } : own;
  return path.reduceRight<Filter>((of, relation) => ({ kind: "related", relation, quantifier: "is", of }), said);
}

function tiesToOwner({ path, column }: ScopeCondition, { model, catalog }: Schema): boolean {
  const owner = modelAt(catalog, model, path);
  return owner !== undefined && (tenantColumnsOf(owner).includes(column) || (owner.name === catalog.tenancy.root && owner.id.includes(column)));
}

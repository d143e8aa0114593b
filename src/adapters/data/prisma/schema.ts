import { isNullish, optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Catalog, Field, Model } from "../../../catalog/catalog.ts";

/** A model with the catalog that its relations lead into. */
export interface Schema {
  readonly model: Model;
  readonly catalog: Catalog;
}

/** The model behind `client.<accessor>`: the client lowers the first letter of a model's name and changes nothing else. */
export function modelOfAccessor(catalog: Catalog, accessor: string): Model | undefined {
  const names = [accessor.charAt(0).toUpperCase() + accessor.slice(1), accessor];
  return names
    .map((name) => catalog.models.get(name))
    .find((model) => model?.library === "prisma" && model.name.charAt(0).toLowerCase() + model.name.slice(1) === accessor);
}

/** The names under which a client offers the models of a catalog. */
export function accessorsOf(catalog: Catalog): readonly string[] {
  return [...catalog.models.values()].filter(({ library }) => library === "prisma").map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
}

/** The model at the other end of a relation field. */
export function relatedSchema(schema: Schema, field: Field): Schema | undefined {
  const model = field.kind === "relation" ? schema.catalog.models.get(field.type) : undefined;
  return model && { model, catalog: schema.catalog };
}

/** The columns of the compound unique key that a property of a filter addresses, such as `companyId_slug`. */
export function compoundKey(model: Model, key: string): readonly string[] | undefined {
  return model.uniques.find((unique) => unique.columns.length > 1 && (unique.name ?? unique.columns.join("_")) === key)?.columns;
}

/** True for `Prisma.skip`, which leaves a property out. */
export function isSkip(value: Value): boolean {
  return value.kind === "reference" && value.path.at(-1) === "skip" && value.root.kind === "import" && (value.root.name === "Prisma" || value.path.at(-2) === "Prisma");
}

/** The alternatives that a value may be, without those that leave the property out. */
export function givenOptions(value: Value): readonly Value[] {
  return optionsOf(value).map(withoutValidator).filter((option) => !isNullish(option) && !isSkip(option));
}

/** What `Prisma.validator<…>()(value)` returns: its argument, which it only types. */
export function withoutValidator(value: Value): Value {
  if (value.kind !== "reference" || value.root.kind !== "call" || value.path.length > 0) return value;
  const { callee, args } = value.root;
  if (callee.kind !== "reference" || callee.root.kind !== "call" || callee.path.length > 0) return value;
  const maker = callee.root.callee;
  return maker.kind === "reference" && maker.path.at(-1) === "validator" ? (args[0] ?? value) : value;
}

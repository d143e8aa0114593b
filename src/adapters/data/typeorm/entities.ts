import type { Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import { Entities } from "../../entities/entities.ts";

export { relatedSchema, type Schema } from "../../entities/entities.ts";

export const entities = new Entities("typeorm");

export function entityNamed(name: string, catalog: Catalog): Model | undefined {
  return entities.named(name, catalog);
}

export function entityOf(value: Value | undefined, catalog: Catalog): Model | undefined {
  return entities.of(value, catalog);
}

import type { FileFacts } from "../../analysis/file-facts.ts";
import { optionsOf, propertyOf } from "../../analysis/object-value.ts";
import type { ObjectValue, Reference, Value } from "../../analysis/value.ts";
import { writtenText } from "../../analysis/written-text.ts";
import type { Catalog, Field, Model } from "../../catalog/catalog.ts";

const tables = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

/** The model of a table as SQL and query builders name it: by its name in the database or in code, with or without a schema. */
export function modelOfTable(name: string, catalog: Catalog): Model | undefined {
  const known = tables.get(catalog) ?? indexOf(catalog);
  tables.set(catalog, known);
  const plain = name.trim().replaceAll(/["`[\]]/g, "");
  return known.get(plain) ?? known.get(plain.split(".").at(-1) ?? "");
}

function indexOf(catalog: Catalog): ReadonlyMap<string, Model> {
  const models = [...catalog.models.values()];
  return new Map([
    ...models.map((model) => [camelCase(model.table), model] as const),
    ...models.map((model) => [model.name, model] as const),
    ...models.map((model) => [model.table, model] as const),
  ]);
}

/** A column's name in the catalog, however it is written: as in the database, as in code, or in the other case. */
export function fieldOf(model: Model, column: string): Field | undefined {
  const named = model.fields.get(column);
  if (named && named.kind !== "relation") return named;
  return [...model.fields.values()].find((field) => field.kind !== "relation" && (field.column === column || camelCase(field.column) === column));
}

function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z\d])_+([A-Za-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

/** The text that a value is, or the name of the table that it describes. */
export function textOf(value: Value | undefined, facts: Pick<FileFacts, "imported">): string | undefined {
  if (value?.kind === "text" && !value.sum) {
    const parts = value.parts.map((part) => textOf(part, facts));
    return parts.includes(undefined) ? undefined : parts.join("");
  }
  return writtenText(value, facts) ?? (value?.kind === "reference" ? nameOfDescription(value, facts) : undefined);
}

/** `Plots.name`, where `Plots` is what `describeTable("plots", …)` gave. */
function nameOfDescription(value: Reference, facts: Pick<FileFacts, "imported">): string | undefined {
  const step = value.path.at(-1);
  return step === "name" || step === "tableName" ? describedTable({ ...value, path: value.path.slice(0, -1) }, facts) : undefined;
}

/** The table that a helper such as `describeTable("plots", ["id", "number"])` was told of first. */
export function describedTable(value: Reference, facts: Pick<FileFacts, "imported">): string | undefined {
  const whole = value.root.kind === "import" ? facts.imported({ ...value, path: [] }) : { ...value, path: [] };
  if (whole?.kind === "object") return nameIn(whole, facts);
  if (whole?.kind !== "reference" || whole.root.kind !== "call" || whole.root.step === true) return undefined;
  const [first] = whole.root.args;
  return first?.kind === "constant" && typeof first.value === "string" ? first.value : undefined;
}

/** The `name` of what describes a table; of several that it may have, the one that is written down. */
function nameIn(description: ObjectValue, facts: Pick<FileFacts, "imported">): string | undefined {
  const name = propertyOf(description, "name") ?? propertyOf(description, "tableName");
  const texts = new Set((name ? optionsOf(name.value) : []).flatMap((option) => textOf(option, facts) ?? []));
  return texts.size === 1 ? [...texts][0] : undefined;
}

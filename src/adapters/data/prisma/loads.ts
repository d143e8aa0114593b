import type { Filter, Related } from "../../../analysis/access.ts";
import { entriesOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field } from "../../../catalog/catalog.ts";
import { anyOf, opaque } from "../../filter-parts.ts";
import { readWhere } from "./filter.ts";
import { givenOptions, relatedSchema, type Schema } from "./schema.ts";

/** The rows of other models that `include`, `select` and `_count` load or count along with a call's own. */
export function loadsOf(args: Value | undefined, schema: Schema): readonly Related[] {
  if (args === undefined) return [];
  return ["include", "select"].flatMap((key) => {
    const selection = propertyOf(args, key);
    return selection === undefined ? [] : selected(selection.value, schema);
  });
}

function selected(selection: Value, schema: Schema): readonly Related[] {
  return [...entriesOf(selection)].flatMap(([key, { value }]) => {
    if (key === "_count") return counted(value, schema);
    const field = schema.model.fields.get(key);
    return field === undefined ? [] : loaded(field, value, schema);
  });
}

/** `_count: true` counts every list. */
function counted(value: Value, schema: Schema): readonly Related[] {
  return optionsOf(value).flatMap((option) => {
    if (option.kind !== "constant") return loadsOf(option, schema);
    const lists = [...schema.model.fields.values()].filter((field) => field.list);
    return option.value === true ? lists.flatMap((field) => loaded(field, option, schema)) : [];
  });
}

function loaded(field: Field, value: Value, schema: Schema): readonly Related[] {
  const target = relatedSchema(schema, field);
  const options = givenOptions(value).filter((option) => option.kind !== "constant" || option.value === true);
  if (target === undefined || options.length === 0) return [];
  return [
    {
      kind: "load",
      relation: field.name,
      model: field.type,
      filter: anyOf(options.map((option) => filterOfLoad(option, target))),
      data: [],
      related: options.flatMap((option) => loadsOf(option, target)),
      node: value.node,
    },
  ];
}

/** A value that is not read here may be `true` as well as arguments with a filter. */
function filterOfLoad(option: Value, target: Schema): Filter {
  if (option.kind === "constant") return { kind: "all" };
  return option.kind === "object" ? readWhere(propertyOf(option, "where"), target) : opaque(option);
}

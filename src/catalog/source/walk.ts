import type { Node } from "../../syntax/source-file.ts";
import type { Static } from "./statics.ts";

/** The items of a list; one that stands for each, for what cannot be read. */
export function itemsOf(value: Static | undefined): readonly (Static | undefined)[] {
  return typeof value === "object" && value.kind === "list" ? value.items : [{ kind: "each" }];
}

/** The names of a pattern with their values. */
export function boundIn(pattern: Node, value: Static | undefined): readonly (readonly [string, Static | undefined])[] {
  if (pattern.type === "VariableDeclaration") return pattern.declarations.flatMap(({ id }) => boundIn(id, value));
  if (pattern.type === "Identifier") return [[pattern.name, value]];
  const each = typeof value === "object" && value.kind === "each" ? value : undefined;
  if (pattern.type === "ArrayPattern") return pattern.elements.flatMap((element, index) => (element ? boundIn(element, typeof value === "object" && value.kind === "list" ? value.items[index] : each) : []));
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property" || property.key.type !== "Identifier") return [];
    return boundIn(property.value, typeof value === "object" && value.kind === "object" ? value.properties.get(property.key.name) : each);
  });
}

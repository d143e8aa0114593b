import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { elementsOf, isTrue, plain, property, propertiesOf, returned, stringOf } from "../source/syntax.ts";
import type { ReadClass } from "./classes.ts";

/** A property of a model as its class declares it. */
export interface ReadProperty {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly defaulted: boolean;
}

const types: Readonly<Record<string, string>> = { string: "String", integer: "Int", number: "Float", boolean: "Boolean" };

/** The properties of a JSON schema, also of one that stands in a constant. https://vincit.github.io/objection.js/guide/validation.html */
export function propertiesOfSchema(schema: Node | undefined, module: Module, modules: Modules): readonly ReadProperty[] {
  const literal = literalBehind(schema, module, modules);
  const required = new Set(elementsOf(property(literal, "required")).flatMap((element) => stringOf(element) ?? []));
  return propertiesOf(property(literal, "properties")).map(({ key, value }) => {
    const at = literalBehind(value, module, modules);
    const kind = property(at, "type");
    const kinds = stringOf(kind) === undefined ? elementsOf(kind).flatMap((element) => stringOf(element) ?? []) : [stringOf(kind) ?? ""];
    const [type = "json"] = kinds.filter((one) => one !== "null");
    const mayBeNull = kinds.includes("null") || isTrue(property(at, "nullable")) === true;
    return { name: key, type: types[type] ?? type, list: type === "array", required: required.has(key) || (kinds.length > 0 && !mayBeNull), defaulted: property(at, "default") !== undefined };
  });
}

/** The object that an expression is, or that the constant is which it names. */
function literalBehind(node: Node | undefined, module: Module, modules: Modules): Node | undefined {
  const at = plain(node);
  if (at?.type !== "Identifier") return returned(at) ?? at;
  const found = modules.find(at.name, module);
  return found && plain(found.node);
}

/** The columns that a class declares as fields with a type that a column can have: `companyId!: string`. */
export function propertiesOfFields({ node }: ReadClass): readonly ReadProperty[] {
  return node.body.body.flatMap((member): ReadProperty[] => {
    if (member.type !== "PropertyDefinition" || member.static || member.computed || member.key.type !== "Identifier") return [];
    const type = member.typeAnnotation && scalarOf(member.typeAnnotation.typeAnnotation);
    return type ? [{ name: member.key.name, type: type.name, list: false, required: type.required && !member.optional, defaulted: false }] : [];
  });
}

function scalarOf(type: TSESTree.TypeNode): { readonly name: string; readonly required: boolean } | undefined {
  switch (type.type) {
    case "TSStringKeyword":
      return { name: "String", required: true };
    case "TSNumberKeyword":
      return { name: "Int", required: true };
    case "TSBooleanKeyword":
      return { name: "Boolean", required: true };
    case "TSBigIntKeyword":
      return { name: "BigInt", required: true };
    case "TSLiteralType":
      return { name: "String", required: true };
    case "TSTypeReference":
      return type.typeName.type === "Identifier" && type.typeName.name === "Date" ? { name: "DATE", required: true } : undefined;
    case "TSUnionType": {
      const set = type.types.filter((one) => one.type !== "TSNullKeyword" && one.type !== "TSUndefinedKeyword");
      const [first] = set.map(scalarOf);
      return first && { name: first.name, required: set.length === type.types.length };
    }
    default:
      return undefined;
  }
}

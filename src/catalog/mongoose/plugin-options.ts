import type { Node } from "../../syntax/source-file.ts";
import { constantOf, type Constant, type Lookup } from "../source/constants.ts";
import type { Module } from "../source/modules.ts";
import { keyOf, plain, property } from "../source/syntax.ts";
import { declaredAround, type Plugin } from "./schema-calls.ts";

/** What names of a plugin stand for: its options, with their defaults, and what it declares itself. */
export function namesOfPlugin({ fn, options }: Plugin, module: Module): Lookup {
  const [, second] = fn.params;
  const parameter = second?.type === "AssignmentPattern" ? second.left : second;
  const optionOf = (key: string): Constant | undefined => {
    const given = plain(options ?? (second?.type === "AssignmentPattern" ? second.right : undefined));
    if (given === undefined) return { value: undefined };
    const isWhole = given.type === "ObjectExpression" && given.properties.every((one) => one.type === "Property");
    const value = property(given, key);
    return value ? constantOf(value, () => undefined) : isWhole ? { value: undefined } : undefined;
  };
  return ([name, key, ...deeper], at) => {
    if (name === undefined || deeper.length > 0) return undefined;
    if (parameter?.type === "Identifier" && parameter.name === name) return key === undefined ? undefined : optionOf(key);
    if (key !== undefined) return undefined;
    const taken = parameter?.type === "ObjectPattern" ? parameter.properties.find((one) => one.type === "Property" && boundName(one.value) === name) : undefined;
    if (taken?.type !== "Property") return declaredAround(at, name, module)?.node;
    const asked = keyOf(taken);
    const given = asked === undefined ? undefined : optionOf(asked);
    return given && given.value === undefined && taken.value.type === "AssignmentPattern" ? taken.value.right : given;
  };
}

function boundName(node: Node): string | undefined {
  const target = node.type === "AssignmentPattern" ? node.left : node;
  return target.type === "Identifier" ? target.name : undefined;
}

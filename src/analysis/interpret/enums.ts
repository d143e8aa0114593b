import type { TSESTree } from "@typescript-eslint/types";
import { constant } from "../make-value.ts";
import type { ObjectEntry } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { bind } from "./patterns.ts";
import type { Run } from "./run.ts";

/** `enum Table { Estates = "estates" }` is an object of constants; members without a value count up from the one before. */
export function executeEnum(run: Run, node: TSESTree.TSEnumDeclaration): void {
  let next = 0;
  const entries = node.body.members.map((member): ObjectEntry => {
    const value = member.initializer ? evaluate(run, member.initializer) : constant(next, member);
    next = value.kind === "constant" && typeof value.value === "number" ? value.value + 1 : 0;
    return { kind: "property", key: member.id.type === "Identifier" ? member.id.name : member.id.value, value, optional: false, node: member };
  });
  bind(run, node.id, { kind: "object", entries, node });
}

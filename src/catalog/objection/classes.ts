import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { nameOfClass, type ClassNode } from "../source/places.ts";
import { plain, returned } from "../source/syntax.ts";

/** A class of the project, with what it extends by name. */
export interface ReadClass {
  readonly name: string;
  /** The class that it extends, as that is called where it is declared; of `Mixin(Base)` the base. */
  readonly base: string | undefined;
  /** The package that the base is imported from; undefined for the project's own. */
  readonly from: string | undefined;
  readonly node: ClassNode;
  readonly module: Module;
}

export function readClass(node: ClassNode, module: Module): ReadClass {
  const base = baseOf(node.superClass);
  const imported = base === undefined ? undefined : module.imported.get(base);
  const source = imported?.source;
  return {
    name: nameOfClass(node) ?? stemOf(module.file),
    base: imported === undefined || imported.name === "default" || imported.name === "*" ? base : imported.name,
    from: source !== undefined && /^(?:@[\w-]+\/)?[\w-]+$/.test(source) ? source : undefined,
    node, module,
  };
}

function baseOf(node: Node | null | undefined): string | undefined {
  const at = plain(node);
  if (at?.type === "Identifier") return at.name;
  if (at?.type === "MemberExpression") return at.property.type === "Identifier" ? at.property.name : undefined;
  // `SoftDelete(Base)`, `compose(Base, SoftDelete)`, `SoftDelete({ column })(Base)`.
  if (at?.type !== "CallExpression") return undefined;
  const [first] = at.arguments;
  return first?.type === "ObjectExpression" ? undefined : baseOf(first);
}

/** A class and those above it, nearest first. */
export function lineageOf(declared: ReadClass, classes: readonly ReadClass[]): readonly ReadClass[] {
  const lineage: ReadClass[] = [];
  for (let at: ReadClass | undefined = declared; at && !lineage.includes(at); at = baseClass(at, classes)) lineage.push(at);
  return lineage;
}

function baseClass({ base, from, module }: ReadClass, classes: readonly ReadClass[]): ReadClass | undefined {
  if (base === undefined || from === "objection") return undefined;
  const named = classes.filter(({ name }) => name === base);
  return named.find((one) => one.module.file === module.file) ?? named[0];
}

/** What a static member is: a field's value, or what a getter or a function gives. */
export function staticMember({ node }: ReadClass, name: string): Node | undefined {
  for (const member of node.body.body) {
    if (member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") continue;
    if (!member.static || member.computed || member.key.type !== "Identifier" || member.key.name !== name || !member.value) continue;
    const value = plain(member.value);
    return returned(value) ?? value;
  }
  return undefined;
}

/** A file's name without its ending and what says that it is a model's: `plot` for `plot.model.js`. */
export function stemOf(path: string): string {
  const steps = path.replace(/\.[cm]?[jt]sx?$/, "").split(/[/\\]/);
  const last = steps.at(-1) === "index" ? (steps.at(-2) ?? "") : (steps.at(-1) ?? "");
  return last.replace(/[.-]?model$/i, "");
}

import type { Node } from "../../syntax/source-file.ts";
import type { Connection } from "../declared-model.ts";
import type { Module } from "./modules.ts";
import { heldBy, placesIn } from "./places.ts";
import { elementsOf, pathOf, plain, property } from "./syntax.ts";

/** The connections that a module makes with a class or a function of a library: `new Sequelize(…)`, `new DataSource({ entities: [Plot] })`, `knex({ … })`. */
export function connectionsIn(module: Module, maker: string): readonly Connection[] {
  const { made, calls } = placesIn(module);
  return [...made, ...calls].filter(({ callee }) => pathOf(callee)?.at(-1) === maker).map((made) => {
    const models = made.arguments.map((argument) => property(argument, "entities") ?? property(argument, "models")).find((one) => one !== undefined);
    const names = elementsOf(models).map((one) => (one.type === "Identifier" ? one.name : undefined));
    return { name: heldBy(whole(made)), ...(plain(models)?.type === "ArrayExpression" && names.every((name) => name !== undefined) ? { models: names } : {}) };
  });
}

/** `await new DataSource({ … }).initialize()` holds what `new` makes. */
function whole(node: Node): Node {
  const { parent } = node;
  const isMore = parent?.type === "MemberExpression" || parent?.type === "AwaitExpression" || (parent?.type === "CallExpression" && parent.callee === node);
  return isMore ? whole(parent) : node;
}

/** What a connection that an expression names is called where it is made. */
export function connectionNamed(node: Node | undefined, { imported }: Module): string | undefined {
  const path = pathOf(node);
  const [first = ""] = path ?? [];
  const there = path?.length === 1 ? imported.get(first)?.name : undefined;
  return there === undefined || there === "default" ? path?.at(-1) : there;
}

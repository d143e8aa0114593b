import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredSchema, Provider } from "../declared-model.ts";
import { Modules, type Module } from "../source/modules.ts";
import { pathOf, plain, propertiesOf, stringOf } from "../source/syntax.ts";

/** What a provider makes something with; a class is known by its type where it is injected. https://docs.nestjs.com/fundamentals/custom-providers */
const MAKERS = new Set(["useFactory", "useValue", "useExisting"]);

/** Reads which modules tell the container what to give for which token: `{ provide: DB, useFactory: () => knex(config) }`. */
export function readProviders(files: readonly string[]): DeclaredSchema {
  const modules = new Modules("repository");
  const providers = files.flatMap((file) => {
    const module = modules.at(file);
    return [...new Set(tokensIn(module, modules))].map((token): Provider => ({ token, file }));
  });
  return { models: new Map(), problems: [], files: [...new Set(providers.map(({ file }) => file))], providers };
}

function tokensIn(module: Module, modules: Modules): readonly string[] {
  const tokens: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "ObjectExpression") tokens.push(...tokenOfProvider(node, module, modules));
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of module.body) visit(node);
  return tokens;
}

function tokenOfProvider(node: TSESTree.ObjectExpression, module: Module, modules: Modules): readonly string[] {
  const properties = propertiesOf(node);
  const provide = properties.find(({ key }) => key === "provide")?.value;
  if (!provide || !properties.some(({ key }) => MAKERS.has(key))) return [];
  return tokenOf(provide, module, modules) ?? [];
}

/** What a token says, where that can be seen, else what it is called; `interpret/tokens.ts` says the same of values. */
function tokenOf(node: Node, module: Module, modules: Modules): readonly [string] | undefined {
  const path = pathOf(node);
  const [first = "", ...others] = path ?? [];
  const name = others.at(-1) ?? module.imported.get(first)?.name ?? first;
  const declared = others.reduce<Node | undefined>((at, key) => memberOf(at, key), modules.find(first, module)?.node);
  const said = saidBy(path ? declared : node) ?? (name === "" ? undefined : name);
  return said === undefined ? undefined : [said];
}

function memberOf(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== "TSEnumDeclaration") return propertiesOf(node).find((one) => one.key === key)?.value;
  return node.body.members.find(({ id }) => (id.type === "Identifier" ? id.name : id.value) === key)?.initializer ?? undefined;
}

/** `"DB"` and `Symbol("DB")`. */
function saidBy(node: Node | undefined): string | undefined {
  const at = plain(node);
  const isSymbol = at?.type === "CallExpression" && pathOf(at.callee)?.[0] === "Symbol";
  return stringOf(isSymbol ? at.arguments[0] : at);
}

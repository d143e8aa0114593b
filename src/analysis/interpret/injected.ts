import type { TSESTree } from "@typescript-eslint/types";
import { calledName } from "../../adapters/calls.ts";
import { descendantsOf } from "../../frameworks/parts/descendants.ts";
import type { Node } from "../../syntax/source-file.ts";
import { unknown } from "../make-value.ts";
import { choiceOf, optionsOf } from "../object-value.ts";
import type { Value } from "../value.ts";
import { importedName } from "./imported-calls.ts";
import { preparationsOf } from "./preparations.ts";
import type { Run } from "./run.ts";
import { tokenOf, tokenOfField } from "./tokens.ts";
import { evaluatedApart, tried } from "./trial.ts";

/**
 * The client, or what one made, that a container puts into a field of a class, by what a module tells it to give for the
 * field's token. Everything else is known by its type.
 */
export function injectedInto(run: Run, owner: Node | undefined, field: string): Value | undefined {
  if (!run.facts.catalog.providers || (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression")) return undefined;
  const token = tokenOfField(run, owner, field);
  const value = token === undefined ? undefined : givenFor(run, token);
  return value && optionsOf(value).every((option) => isOfLibrary(run, option)) ? value : undefined;
}

/** What the modules of the project give for a token: one of several values, where each app has a module of its own. */
function givenFor(run: Run, token: string): Value | undefined {
  const from = run.facts.file.path;
  const files = run.facts.catalog.providers?.get(token) ?? [];
  const [first, ...others] = files.flatMap((source) => run.elsewhere?.providedBy({ from, source, path: [token] }) ?? []);
  return first && choiceOf([first, ...others]);
}

/** True for a client that a data library makes, for what is called on one, and for a model. */
function isOfLibrary(run: Run, value: Value): boolean {
  if (value.kind !== "reference" || value.path.length > 0) return false;
  const { root } = value;
  if (root.kind === "import") return run.facts.catalog.models.has(root.name);
  return root.kind === "call" && (preparationsOf(run, value).length > 0 || isMadeBy(run, root.callee));
}

function isMadeBy(run: Run, callee: Value): boolean {
  if (callee.kind !== "reference") return false;
  const { root } = callee;
  if (root.kind === "call") return isMadeBy(run, root.callee);
  const name = calledName({ callee }) ?? "";
  return root.kind === "import" && run.dataAdapters.some(({ packages, clients }) => packages.some((one) => root.source === one || root.source.startsWith(`${one}/`)) || clients?.open?.makers.test(name));
}

/** What a module gives for a token: `{ provide: DB, useFactory: (config) => drizzle(config.url), inject: [Config] }`. */
export function provided(run: Run, token: string): Value | undefined {
  for (const node of descendantsOf(run.facts.file.program)) {
    const provide = node.type === "ObjectExpression" ? partOf(node, "provide") : undefined;
    if (node.type === "ObjectExpression" && provide && tokenOf(run, provide) === token) return givenBy(run, node);
  }
  return undefined;
}

function givenBy(run: Run, provider: TSESTree.ObjectExpression): Value | undefined {
  const same = partOf(provider, "useExisting");
  if (same) {
    const token = tokenOf(run, same);
    return token === undefined ? undefined : givenFor(run, token);
  }
  const set = partOf(provider, "useValue");
  if (set) return evaluatedApart(run, set);
  const factory = partOf(provider, "useFactory");
  const value = factory && evaluatedApart(run, factory);
  const args = injectedArguments(run, partOf(provider, "inject"));
  if (value?.kind === "function") return tried(run, value, args).result;
  const there = value?.kind === "reference" ? importedName(value) : undefined;
  return there && run.elsewhere?.trialOf({ from: run.facts.file.path, ...there }, args)?.result;
}

function injectedArguments(run: Run, tokens: Node | undefined): readonly Value[] {
  if (tokens?.type !== "ArrayExpression") return [];
  return tokens.elements.map((element) => {
    const token = element && element.type !== "SpreadElement" ? tokenOf(run, element) : undefined;
    return (token === undefined ? undefined : givenFor(run, token)) ?? unknown("what a container gives", element ?? tokens);
  });
}

function partOf({ properties }: TSESTree.ObjectExpression, key: string): Node | undefined {
  for (const property of properties) if (property.type === "Property" && !property.computed && (property.key.type === "Identifier" ? property.key.name : property.key.value) === key) return property.value;
  return undefined;
}

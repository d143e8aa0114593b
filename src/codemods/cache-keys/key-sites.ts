import type { TSESTree } from "@typescript-eslint/types";
import type { CacheUse } from "../../analysis/cache-use.ts";
import type { CacheJudgement } from "../../analysis/judgement.ts";
import type { Value } from "../../analysis/value.ts";
import { findVariable, isDeclaredBefore } from "../../syntax/declared-before.ts";
import type { Node, Refusal, SourceFile } from "../../syntax/source-file.ts";

/** Where the key of a call is written, and the tenant that can stand there. */
export interface KeySite {
  /** What the key says, the same for every call that uses it: its text, with `*` for what is computed. */
  readonly key: string;
  readonly node: Node;
  readonly tenant: string;
}

/** The expression to wrap for one call: its argument, or the variable of the same function that several calls share. */
export function keySites({ use, tenantInScope }: CacheJudgement, file: SourceFile): KeySite | (Refusal & { readonly key: string }) {
  const key = nameOfKey(use);
  const refuse = (refused: string) => ({ key, refused });
  if (use.operation === "clear") return refuse(`\`${use.method}\` drops the entries of every tenant; which of them are meant is for you to say.`);
  if (use.operation === "scan") return refuse(`The pattern of \`${use.method}\` is no key; begin it with \`tenantPrefix(…)\` of @ringfence/runtime.`);
  const argument = keyArgument(use.node, use.keys);
  if (!argument) return refuse("The key is not written in the call.");
  const node = sharedKey(argument, file) ?? argument;
  if (tenantInScope === undefined) return refuse("No trusted tenant is in scope here: it has to be handed in by the callers.");
  if (!isDeclaredBefore(tenantInScope, node, file)) return refuse(`The key is made before \`${tenantInScope}\` is known.`);
  return { key, node, tenant: tenantInScope };
}

/** True for a key that says the tenant already: it can be no key that leaves the tenant out. */
export function holdsTenant(judgement: CacheJudgement, file: SourceFile): boolean {
  const site = keySites(judgement, file);
  if ("refused" in site) return false;
  const tenant = site.tenant.replaceAll("!", "");
  return file.text.slice(...site.node.range).replaceAll("!", "").split(/[^\w$.]+/).includes(tenant);
}

/** Keys that say hardly anything of their own are told apart by their calls. */
function nameOfKey({ keys, node }: CacheUse): string {
  const shape = keys.map(shapeOf).join(" ");
  return /[A-Za-z]{3}/.test(shape) ? shape : `${shape} at ${node.range[0]}`;
}

function shapeOf(value: Value): string {
  switch (value.kind) {
    case "constant":
      return String(value.value);
    case "text":
      return value.parts.map(shapeOf).join("");
    case "list":
      return value.items.map((item) => shapeOf(item.value)).join(",");
    default:
      return "*";
  }
}

/** The argument, or the first element of an argument, that says the key. */
function keyArgument(call: Node, keys: readonly Value[]): Node | undefined {
  if (keys.length !== 1 || (call.type !== "CallExpression" && call.type !== "NewExpression")) return undefined;
  const [key] = keys;
  const written = key?.node;
  for (const argument of call.arguments) {
    if (argument.type === "ArrayExpression") {
      const [first] = argument.elements;
      if (first && first.type !== "SpreadElement" && (argument === written || (key?.kind === "list" && key.items[0]?.value.node === first))) return first;
    }
    if (argument === written && isText(argument)) return argument;
    if (argument.type === "Identifier" && written && isSaidBy(argument, written)) return argument;
  }
  return undefined;
}

function isText(node: Node): boolean {
  return node.type === "Literal" || node.type === "TemplateLiteral" || node.type === "BinaryExpression" || node.type === "Identifier" || node.type === "CallExpression";
}

/** True for a variable that was given what is written elsewhere in the file. */
function isSaidBy(identifier: TSESTree.Identifier, written: Node): boolean {
  const { parent } = written;
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" && parent.id.name === identifier.name;
}

/** `const key = …` of the same function: wrapped there, the calls that use it stay in step. */
function sharedKey(argument: Node, file: SourceFile): Node | undefined {
  if (argument.type !== "Identifier") return undefined;
  const variable = findVariable(argument.name, argument, file);
  const [definition] = variable?.defs ?? [];
  const isLocal = variable?.scope.type !== "module" && variable?.scope.type !== "global";
  return isLocal && definition?.type === "Variable" && definition.node.id === definition.name ? (definition.node.init ?? undefined) : undefined;
}

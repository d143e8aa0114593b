import type { TSESTree } from "@typescript-eslint/types";
import { descendantsOf } from "../../frameworks/parts/descendants.ts";
import { namesIn } from "../../frameworks/parts/names.ts";
import { readsSession } from "../../frameworks/parts/reads-session.ts";
import { httpRequest } from "../../frameworks/parts/shapes.ts";
import { refusesStrangers } from "../../frameworks/parts/vouching.ts";
import { wordsOf } from "../../frameworks/parts/words.ts";
import { nodesIn } from "../../syntax/children.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { decide, type AskedPath, type Looking } from "./path-tests.ts";
import { placeOf, type Run } from "./run.ts";

/** What middleware does with strangers who ask for a path: it turns none away at all, or none that could be seen, or lets these pass at a place, as messages name it, or does not. */
export type Admission = "any" | "unseen" | { readonly passAt: string } | "refuses";

/**
 * What a middleware does with strangers who ask for a path, by its code: it is followed for the path, and every way that is left then
 * has to lead to what comes next.
 */
export function admissionOf(run: Run, fn: FunctionNode, asked: AskedPath): Admission {
  if (!turnsAway(fn.body)) return forbids(fn) ? "refuses" : handsOnNext(fn) ? "unseen" : "any";
  const end = endOf({ run, fn, asked, bound: new Map() }, fn.body);
  return typeof end === "string" ? "refuses" : { passAt: `${run.path}:${String(placeOf(run, end).line)}` };
}

/** How a statement ends: where it lets the request pass, or with what comes after it, or some other way. */
type End = Node | "goes on" | "elsewhere";

function endOf(at: Looking, node: Node): End {
  switch (node.type) {
    case "BlockStatement":
      return endOfAll(at, node.body);
    case "TryStatement":
      return endOf({ ...at, failing: node.handler !== null && endOf(at, node.handler.body) === "elsewhere" }, node.block);
    case "IfStatement":
      return endOfEither(at, node.test, node.consequent, node.alternate);
    case "ExpressionStatement": {
      const call = nextIn(at.fn, node.expression);
      return call ? passing(call) : steps(at, node.expression);
    }
    case "ReturnStatement": {
      const call = node.argument && nextIn(at.fn, node.argument);
      return call ? passing(call) : "elsewhere";
    }
    case "VariableDeclaration":
      return node.declarations.every(({ init }) => !init || steps(at, init) === "goes on") ? "goes on" : "elsewhere";
    case "ThrowStatement":
      return "elsewhere";
    default:
      return steps(at, node);
  }
}

function endOfAll(at: Looking, statements: readonly Node[]): End {
  for (const statement of statements) {
    const end = endOf(at, statement);
    if (end !== "goes on") return end;
  }
  return "goes on";
}

function endOfEither(at: Looking, test: Node, consequent: Node, alternate: Node | null): End {
  const truth = decide(at, test);
  const otherwise = (): End => (alternate ? endOf(at, alternate) : "goes on");
  if (truth !== undefined) return truth ? endOf(at, consequent) : otherwise();
  const [one, other] = [endOf(at, consequent), otherwise()];
  if (one === "elsewhere" || other === "elsewhere") return "elsewhere";
  return one === "goes on" ? one : other;
}

/** What is no way out by itself leads on, unless somebody may be turned away in it, or where it fails. */
function steps(at: Looking, node: Node): End {
  return decide(at, node) === undefined && (turnsAway(node) || (at.failing === true && calls(node))) ? "elsewhere" : "goes on";
}

function calls(node: Node): boolean {
  return nodesIn(node).some(({ type }) => type === "CallExpression" || type === "NewExpression");
}

/** `next()` of Express and Koa, waited for or not. */
function nextIn(fn: FunctionNode, node: Node): TSESTree.CallExpression | undefined {
  const call = node.type === "AwaitExpression" ? node.argument : node;
  const last = fn.params.at(-1);
  return call.type === "CallExpression" && call.callee.type === "Identifier" && last?.type === "Identifier" && call.callee.name === last.name ? call : undefined;
}

/** What is told of an error does not pass. */
function passing(next: TSESTree.CallExpression): End {
  return next.arguments.length === 0 ? next : "elsewhere";
}

const STRANGER = /unauthori[sz]ed|unauthenticated|not (?:authenticated|logged in|signed in)/i;

/** True for code in which somebody is told to sign in, or has to show who they are. */
function turnsAway(node: Node): boolean {
  for (const one of descendantsOf(node)) {
    if (one.type === "Literal" && (one.value === 401 || (typeof one.value === "string" && STRANGER.test(one.value)))) return true;
    if (one.type === "Identifier" && STRANGER.test(one.name)) return true;
    if (one.type === "CallExpression" && !isRequire(one.callee) && (refusesStrangers(one.callee) || verifies(one.callee))) return true;
  }
  return false;
}

/** True for a guard that asks more of somebody whom it takes to be signed in: it lets no stranger pass, whatever the path. */
function forbids(fn: FunctionNode): boolean {
  return readsSession(fn, [httpRequest]) && [...descendantsOf(fn.body)].some((one) => one.type === "ThrowStatement" || (one.type === "Literal" && one.value === 403) || (one.type === "Identifier" && /forbidden/i.test(one.name)));
}

/** True where something else decides whether the request gets on. */
function handsOnNext({ params, body }: FunctionNode): boolean {
  const next = params.at(-1);
  const isNext = (node: Node): boolean => next?.type === "Identifier" && node.type === "Identifier" && node.name === next.name;
  return [...descendantsOf(body)].some((node) => node.type === "CallExpression" && node.arguments.some(isNext));
}

/** `require("./plots")` asks for a module. */
function isRequire(callee: Node): boolean {
  return callee.type === "Identifier" && callee.name === "require";
}

/** `verifyToken(…)`, `checkApiKey(…)`. */
function verifies(callee: Node): boolean {
  const words = wordsOf(namesIn(callee)?.at(-1) ?? "");
  return ["verify", "check", "validate"].includes(words[0] ?? "") && ["token", "session", "key"].includes(words.at(-1) ?? "") && !words.some((word) => word === "csrf" || word === "xsrf");
}

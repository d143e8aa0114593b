import type { Variable } from "@typescript-eslint/scope-manager";
import { withoutCasts } from "../../syntax/casts.ts";
import { nodesIn } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";
import { DIFFERS, isNothing } from "../hinge.ts";
import { isFalsyConstant, keyOf, reference } from "../make-value.ts";
import { isNullish, memberOf, optionsOf } from "../object-value.ts";
import { originOf } from "../origin.ts";
import { isEntity } from "../tenant-names.ts";
import type { Asked, Reference, Value } from "../value.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** What holds together in one of the cases in which a test turns out as it does. */
export type Case = readonly Asked[];

/** That one of several cases holds, after `if (!teamId && !ownerId) throw …`. */
export interface Cases {
  readonly cases: readonly Case[];
}

/** More cases than this are not told apart. */
const MOST_CASES = 6;
const NOTHING_TOLD: readonly Case[] = [[]];

/** What a test tells that turned out true, or false: what it asked for is there, or one of several is. */
export function toldBy(run: Run, state: State, test: Node, truth: boolean): readonly (Asked | Cases)[] {
  const [first = [], ...others] = casesOf(run, state, test, truth);
  if (others.length === 0) return first;
  const cases = [first, ...others];
  return cases.every((one) => one.length > 0) ? [{ cases }] : [];
}

function casesOf(run: Run, state: State, test: Node, truth: boolean): readonly Case[] {
  switch (test.type) {
    case "UnaryExpression":
      return test.operator === "!" ? casesOf(run, state, test.argument, !truth) : NOTHING_TOLD;
    case "LogicalExpression": {
      if (test.operator === "??") return NOTHING_TOLD;
      const [left, right] = [casesOf(run, state, test.left, truth), casesOf(run, state, test.right, truth)];
      return few((test.operator === "&&") === truth ? bothOf(left, right) : [...left, ...right]);
    }
    case "BinaryExpression": {
      // An empty text is not missing, and is not there for a test of its truth.
      const value = DIFFERS.has(test.operator) && isNothing(test.right) ? askedBy(run, state, test.left) : undefined;
      return value ? [[{ value: memberOf(value, "!= null"), set: DIFFERS.get(test.operator) === truth }]] : NOTHING_TOLD;
    }
    case "CallExpression":
      return test.callee.type === "Identifier" && test.callee.name === "Boolean" && test.arguments[0] ? casesOf(run, state, test.arguments[0], truth) : NOTHING_TOLD;
    case "ChainExpression":
      return casesOf(run, state, test.expression, truth);
    default: {
      const value = askedBy(run, state, test);
      const made = madeByTest(run, test);
      const itself: readonly Case[] = [value ? [{ value, set: truth }] : []];
      return made ? few(bothOf(itself, casesOf(run, state, made, truth))) : itself;
    }
  }
}

function bothOf(ones: readonly Case[], others: readonly Case[]): readonly Case[] {
  return ones.flatMap((one) => others.map((other) => [...one, ...other]));
}

function few(cases: readonly Case[]): readonly Case[] {
  return cases.length > MOST_CASES ? NOTHING_TOLD : cases;
}

/** `account && canSee(account)` of a constant that is tested by its name. */
function madeByTest(run: Run, node: Node): Node | undefined {
  const [definition] = run.variables.get(node)?.defs ?? [];
  if (definition?.type !== "Variable" || definition.parent.kind !== "const" || definition.node.id !== definition.name || !definition.node.init) return undefined;
  const made = withoutCasts(definition.node.init);
  if (made.type !== "LogicalExpression" && made.type !== "UnaryExpression") return undefined;
  // What was tested then may be something else by now.
  return nodesIn(made).every((one) => isSetOnce(run.variables.get(one))) ? made : undefined;
}

function isSetOnce(variable: Variable | undefined): boolean {
  return variable === undefined || variable.references.filter((use) => use.isWrite()).length <= 1;
}

/** What is there where a test of it is true: a value, or what a variable holds that may be one of several. A row that is there has its id. */
function askedBy(run: Run, state: State, node: Node): Reference | undefined {
  switch (node.type) {
    case "Identifier": {
      const variable = run.variables.get(node);
      const value = variable && state.variables.get(variable);
      return value?.kind === "reference" ? value : value && held(variable, value);
    }
    case "ChainExpression":
    case "TSNonNullExpression":
      return askedBy(run, state, node.expression);
    case "MemberExpression": {
      const object = node.computed || node.property.type !== "Identifier" ? undefined : askedBy(run, state, node.object);
      if (!object || node.property.type !== "Identifier") return undefined;
      return node.property.name === "id" && isRow(run, state, node.object) ? object : memberOf(object, node.property.name);
    }
    default:
      return undefined;
  }
}

/** What a variable holds, whatever it is; nothing else is that, unless the variable is set again to just the same. */
function held(variable: Variable, value: Value): Reference | undefined {
  const [name] = variable.identifiers;
  return name && reference({ kind: "opaque", id: `held ${variable.name}@${placeOf(name)} ${optionsOf(value).map(contentOf).join(" | ")}`, node: name }, []);
}

function contentOf(value: Value): string {
  if (value.kind === "reference") return keyOf(value);
  return value.kind === "constant" ? String(value.value) : `${value.kind}@${placeOf(value.node)}`;
}

function placeOf(node: Node | undefined): string {
  return String(node?.range[0]);
}

/** True for a variable that reads as a row, of which no part was sent by a client. */
function isRow(run: Run, state: State, node: Node): boolean {
  const variable = node.type === "Identifier" ? run.variables.get(node) : undefined;
  const value = variable && state.variables.get(variable);
  if (!variable || !value || !isEntity(reference({ kind: "global", id: variable.name, name: variable.name }, []))) return false;
  return optionsOf(value).every((one) => isNullish(one) || isFalsyConstant(one) || (one.kind === "reference" && originOf(one, run.facts) !== "request"));
}

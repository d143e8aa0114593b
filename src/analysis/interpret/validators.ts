import type { EntryPoint } from "../../frameworks/framework.ts";
import { CONDITIONAL, GIVEN, propertyCheckOf, VALIDATES, type PropertyCheck } from "../../frameworks/parts/class-validator.ts";
import { decorationsOf } from "../../frameworks/parts/decorators.ts";
import { namesIn } from "../../frameworks/parts/names.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { list } from "../make-value.ts";
import { mayBe, propertyOf } from "../object-value.ts";
import { detachValue } from "../modules/detach.ts";
import { standingOf } from "../standing.ts";
import type { FunctionValue, ObjectEntry, ObjectValue, ParameterRoot, Reference, Value } from "../value.ts";
import { classNamed, methodOfClass } from "./classes.ts";
import { outcomeOf } from "./conditions.ts";
import { evaluate } from "./expressions.ts";
import type { Fact } from "./facts.ts";
import { walkShaped } from "./functions.ts";
import { importedName, importOf } from "./imported-calls.ts";
import { vouchedFor } from "./mounted.ts";
import type { ClassNode } from "./objects.ts";
import { propertyKey } from "./patterns.ts";
import type { Frame, Run } from "./run.ts";
import { callsOfDecorator, evaluatedApart } from "./trial.ts";
import { onDemand } from "./wrappers.ts";

/** How a function lets only somebody's own pass: as a decorator that has a property checked, or as what checks it. */
export type CheckUse = "decorator" | "validator";

/** What a handler takes for granted: whoever sends what it is handed was asked whether it is theirs, before it began. */
export function factsOfValidation(run: Run, { validatedAs = [] }: EntryPoint, parameters: readonly ParameterRoot[]): readonly Fact[] {
  return parameters.flatMap((parameter, index) => {
    const type = validatedAs[index];
    return type === undefined ? [] : [...propertiesOfClass(run, type)].map((property) => vouchedFor(parameter, [property]));
  });
}

const known = new WeakMap<ClassNode, ReadonlySet<string>>();

/** The properties of a class that hold what belongs to who is asking, once the class has been validated: `@OwnedByCompany(Plot) plotId`. */
export function vouchedProperties(run: Run, owner: ClassNode): ReadonlySet<string> {
  const before = known.get(owner);
  if (before) return before;
  known.set(owner, nothing);
  const own = owner.body.body.flatMap((member) => {
    const key = member.type === "PropertyDefinition" && !member.static ? propertyKey(run, member) : undefined;
    return member.type === "PropertyDefinition" && key !== undefined && isVouchedFor(run, member) ? [key] : [];
  });
  const all = new Set([...own, ...(owner.superClass ? inherited(run, owner.superClass) : [])]);
  known.set(owner, all);
  return all;
}

const nothing: ReadonlySet<string> = new Set();

function propertiesOfClass(run: Run, name: string): ReadonlySet<string> {
  const own = classNamed(run, name);
  if (own) return vouchedProperties(run, own);
  const imported = importOf(run, name);
  return (imported && run.elsewhere?.vouchedProperties({ from: run.facts.file.path, source: imported.source, path: [imported.name] })) ?? nothing;
}

/** What a class has from its base, also from one that is made of others: `extends PartialType(CreatePlot)`. https://docs.nestjs.com/openapi/mapped-types */
function inherited(run: Run, base: Node): readonly string[] {
  if (base.type === "Identifier") return [...propertiesOfClass(run, base.name)];
  if (base.type !== "CallExpression") return [];
  const all = base.arguments.flatMap((argument) => (argument.type === "Identifier" || argument.type === "CallExpression" ? inherited(run, argument) : []));
  const named = base.arguments.flatMap((argument) => literalsIn(argument));
  switch (namesIn(base)?.at(-1)) {
    case "PartialType":
    case "IntersectionType":
      return all;
    case "PickType":
      return all.filter((name) => named.includes(name));
    case "OmitType":
      return all.filter((name) => !named.includes(name));
    default:
      return [];
  }
}

function literalsIn(node: Node): readonly unknown[] {
  if (node.type === "TSAsExpression") return literalsIn(node.expression);
  return node.type === "ArrayExpression" ? node.elements.map((element) => (element?.type === "Literal" ? element.value : undefined)) : [];
}

function isVouchedFor(run: Run, property: Parameters<typeof decorationsOf>[0]): boolean {
  const decorations = decorationsOf(property);
  return decorations.every(({ name }) => name !== CONDITIONAL) && decorations.some(({ expression }) => isOwnershipCheck(run, expression));
}

function isOwnershipCheck(run: Run, expression: Node): boolean {
  const [callee, written] = expression.type === "CallExpression" ? [expression.callee, expression.arguments] : [expression, []];
  if (callee.type !== "Identifier") return false;
  const args = (): readonly Value[] => written.map((argument) => evaluatedApart(run, argument));
  const imported = importOf(run, callee.name);
  if (imported) return asksWith(run, imported.source, [imported.name], args);
  const fn = evaluate(run, callee);
  return fn.kind === "function" && asksFor(run, fn, args());
}

/** True for a decorator that lets only somebody's own pass where it is called. */
function asksWith(run: Run, source: string, path: readonly string[], args: () => readonly Value[]): boolean {
  const check = propertyCheckOf(source, path[0], args);
  if (check) return letsOwnPass(run, check);
  return run.elsewhere?.letsOwnPass({ from: run.facts.file.path, source, path }, "decorator", () => args().map((value) => detachValue(value, run))) === true;
}

/** True for what has a property hold only what belongs to who is asking, when it is called with some arguments. */
export function letsOwnPassAs(run: Run, fn: FunctionValue, use: CheckUse, args: readonly Value[]): boolean {
  return use === "decorator" ? asksFor(run, fn, args) : isOwnLet(run, fn, args[0]);
}

function asksFor(run: Run, fn: FunctionValue, args: readonly Value[]): boolean {
  return callsOfDecorator(run, fn, args).some((call) => isCheckCall(run, call));
}

function isCheckCall(run: Run, { callee, args }: Call): boolean {
  const name = callee.kind === "reference" ? importedName(callee) : undefined;
  return name !== undefined && asksWith(run, name.source, name.path, () => args);
}

function letsOwnPass(run: Run, { validator, given }: PropertyCheck): boolean {
  const fn = validator.kind === "object" ? propertyOf(validator, VALIDATES)?.value : validator;
  if (fn?.kind === "function") return isOwnLet(onDemand(run), fn, given);
  if (validator.kind !== "reference" || validator.path.length > 0) return false;
  const { root } = validator;
  const own = root.kind === "opaque" && root.node.type === "Identifier" ? methodOfClass(run, classNamed(run, root.node.name), VALIDATES) : undefined;
  if (own) return isOwnLet(onDemand(run), own, given);
  const there = importedName(validator);
  return there !== undefined && run.elsewhere?.letsOwnPass({ from: run.facts.file.path, source: there.source, path: [...there.path, VALIDATES] }, "validator", () => (given ? [detachValue(given, run)] : [])) === true;
}

/** True for a validator that says yes to nothing but what belongs to who is asking, and to what is not there. */
function isOwnLet(run: Run, fn: FunctionValue, given: Value = list([])): boolean {
  let isOwn = false;
  walkShaped(run, fn, ["request", { "*": "request" }], {
    known: ([value, rest]) => (value && rest ? [value, toldOf(value, rest, given)] : value ? [value] : []),
    atEnd: (returns) => void (isOwn = saysYesToOwn(run, returns)),
  });
  return isOwn;
}

/** What a validator is told beside the value. */
function toldOf(value: Reference, rest: Reference, given: Value): ObjectValue {
  const known = [["value", value], [GIVEN, given]] as const;
  return { kind: "object", entries: [{ kind: "spread", value: rest }, ...known.map(([key, one]): ObjectEntry => ({ kind: "property", key, value: one, optional: false }))] };
}

function saysYesToOwn(run: Run, returns: Frame["returns"]): boolean {
  const [value] = run.frame.parameters;
  const yes = returns.flatMap(({ value: said, state }) => {
    if (!mayBe(said, true)) return [];
    const after = state.fork();
    after.learn(outcomeOf(run, said).whenTrue);
    return [after];
  });
  if (!value || yes.length === 0) return false;
  const sent = { kind: "reference", root: value, path: [], node: undefined } as const;
  const there = yes.filter((state) => !state.isAbsent(sent));
  return there.length > 0 && there.every((state) => standingOf(run, state, sent).kind === "trusted");
}

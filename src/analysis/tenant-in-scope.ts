import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Model, OwnerKey } from "../catalog/catalog.ts";
import { findVariable, isDeclaredBefore } from "../syntax/declared-before.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Filter } from "./access.ts";
import { isInBatch } from "./batch-functions.ts";
import type { Run } from "./interpret/run.ts";
import { framesOf } from "./interpret/run.ts";
import { isVariable } from "./interpret/state.ts";
import { propertiesOf } from "./interpret/type-properties.ts";
import { keyOf, reference, referencesIn } from "./make-value.ts";
import { isNullish, isSameValue, mayBeNullish, mayBeUndefined, memberOf, propertyOf } from "./object-value.ts";
import { isOptionalArgument } from "./declared-argument.ts";
import { originOf } from "./origin.ts";
import { pinsOf } from "./pins.ts";
import { standingOf } from "./standing.ts";
import { typeOfPattern } from "./file-facts-of.ts";
import { isNarrowedApart, isSameParameterName, tenantExpressionsIn, type PropertyStep, type TenantExpression } from "./tenant-expressions.ts";
import { isKeyName, isLevelName, keyNamedBy, ownerKeysOf } from "./tenant-key-names.ts";
import { isOfEntity, isSentName, namesTenant } from "./tenant-names.ts";
import type { ParameterRoot, Value } from "./value.ts";

/** True when the function that is walked has been given, or has found, a tenant that code at `node` could filter by. */
export function tenantAtHand(run: Run, node: Node | undefined): boolean {
  // Who asks a loader for what has to know that it is theirs.
  if (isInBatch(run, node)) return false;
  const visible = [...run.state.variables.entries()].filter(([holder]) => isVariable(holder) && isLocal(holder));
  if (visible.some(([, value]) => isTenant(run, value))) return true;
  if (readsTenantOfParameter(run, node)) return true;
  return run.frame.parameters.some((parameter) => declaresTenant(run, parameter)) || belongsToTenant(run, run.frame.fn);
}

/** True where the function reads the tenant off something that it is passed, at whatever place: `command.companyId`. */
function readsTenantOfParameter({ facts: { file, catalog }, frame }: Run, node: Node | undefined): boolean {
  const own = frame.parameters.flatMap(({ fn, name, shape }) => (name !== undefined && shape === undefined ? [{ fn, name }] : []));
  if (own.length === 0) return false;
  const isOwn = ({ root, variable: { defs: [definition] } }: TenantExpression): boolean => own.some(({ fn, name }) => name === root.name && definition?.type === "Parameter" && definition.node === fn);
  return tenantExpressionsIn(file, catalog).some((one) => one.steps.length > 0 && isOwn(one) && !(node && isNarrowedApart(one, node)));
}

/**
 * Source text of a trusted tenant that code at `node` could name, for the keys of a model where one is given. First
 * what earlier accesses were filtered by, then a variable named as the key, the id of a variable that holds a model of
 * the family, what else the function reads of the tenant, and what other functions of the file read from the session.
 * `filter` is what rows are looked up by: the key of the very object whose id that is would say nothing.
 */
export function tenantInScope(run: Run, node: Node, model?: Model, filter?: Filter): string | undefined {
  const keys = model ? ownerKeysOf(model, run.facts.catalog) : [];
  const hasRequired = keys.some((key) => key.required);
  // A key that may be null says less: rows that belong to nobody on its level would be lost.
  return (hasRequired ? tenantFor(keys, run, node, filter, (key) => key.required) : undefined) ?? tenantFor(keys, run, node, filter, () => true);
}

/** Source text of a trusted tenant for a wanted one of a model's keys; for any key where it has none. */
function tenantFor(keys: readonly OwnerKey[], run: Run, node: Node, filter: Filter | undefined, isWanted: (key: OwnerKey) => boolean): string | undefined {
  const { catalog, file } = run.facts;
  const fits = (name: string): boolean => {
    const key = keyNamedBy(name, keys, catalog);
    return keys.length === 0 || (key !== undefined && isWanted(key));
  };
  const isOwn = isKeyOfSought(filter);
  const isUsable = (value: Value): boolean => isTrusted(run, value) && !isOwn(value);
  const expressions = tenantExpressionsIn(file, catalog);
  const here = expressions.filter((one) => findVariable(one.root.name, node, file) === one.variable && !isNarrowedApart(one, node));
  const written = here.filter(({ writtenAs }) => writtenAs !== undefined && catalog.tenancy.keys.includes(writtenAs) && fits(writtenAs));
  const visible = [...run.state.variables.entries().keys()].filter(isVariable).filter((variable) => isVisible(variable, node)).map(({ name }) => name);
  const named = visible.filter((name) => isKeyName(name, catalog) && fits(name));
  const whole = visible.filter((name) => isLevelName(name, catalog) && fits(`${name}.id`));
  return (
    first(written, ({ root, steps }) => textAt(run, node, root.name, steps, (value) => isAccepted(run, value) && !isOwn(value))) ??
    first(named, (name) => textAt(run, node, name, [], isUsable)) ??
    first(whole, (name) => textAt(run, node, name, [{ name: "id", by: "." }], (value) => isUsable(value) || (isHandedIn(run, value) && !isOwn(value)))) ??
    first(written, ({ root, steps }) => textAt(run, node, root.name, steps, isUsable)) ??
    first(here, ({ root, steps }) => (fits(spelled(root.name, steps)) ? textAt(run, node, root.name, steps, isUsable) : undefined)) ??
    first(expressions, ({ root, steps }) => (fits(spelled(root.name, steps)) ? elsewhere(run, node, root, steps) : undefined))
  );
}

/** True for `link.companyId` where rows are looked up by `link.id`. */
function isKeyOfSought(filter: Filter | undefined): (value: Value) => boolean {
  const ids = (filter && pinsOf(filter))?.flatMap(({ path, value }) => (path.length === 0 && value.kind === "reference" ? [value] : [])) ?? [];
  return (value) => value.kind === "reference" && (value.root.kind === "row" || isOfEntity(value)) && ids.some((id) => id.path.at(-1) === "id" && keyOf(reference(id.root, id.path.slice(0, -1))) === keyOf(reference(value.root, value.path.slice(0, -1))));
}

/** True for an object that the caller hands over: by its name it is the tenant. */
function isHandedIn(run: Run, value: Value): boolean {
  return value.kind === "reference" && standingOf(run, run.state, value).kind === "parameter";
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What another function of the file reads of the tenant, read here: of the session, from the parameter in the same place;
 * else from a parameter of the same name and declared type.
 */
function elsewhere(run: Run, node: Node, root: TSESTree.Identifier, steps: readonly PropertyStep[]): string | undefined {
  if (steps.length === 0) return undefined;
  const isIdentity = (value: Value): boolean => referencesIn(value).every((one) => originOf(one, run.facts) === "identity");
  const isAlike = hasSameType(run, node, root);
  return textAt(run, node, parameterInPlaceOf(run, root) ?? root.name, steps, (value) => isIdentity(value) || (isAlike && isTrusted(run, value)));
}

/** True when the name is declared with the same type at both places, so that the same properties are there. */
function hasSameType(run: Run, node: Node, root: TSESTree.Identifier): boolean {
  const [here, there] = [findVariable(root.name, node, run.facts.file), run.variables.get(root)].map((variable) => typeText(run, variable));
  return here !== undefined && here === there;
}

function typeText(run: Run, variable: Variable | undefined): string | undefined {
  const name = variable?.defs[0]?.name;
  const type = name?.type === "Identifier" ? name.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === "TSTypeReference" ? run.facts.textOf(type) : undefined;
}

/** The name that the walked entry point gives to the parameter that `root` is in its own function. */
function parameterInPlaceOf(run: Run, root: TSESTree.Identifier): string | undefined {
  const [definition] = run.variables.get(root)?.defs ?? [];
  if (definition?.type !== "Parameter" || !("params" in definition.node)) return undefined;
  const index = (definition.node.params as readonly Node[]).indexOf(definition.name);
  const name = [...framesOf(run.frame)].find(({ entry }) => entry)?.parameters[index]?.name;
  return name !== undefined && isSameParameterName(name, root.name) ? name : undefined;
}

/** A name and properties as code at `node` can read them; undefined when it cannot, or when the value may be missing there. */
function textAt(run: Run, node: Node, name: string, steps: readonly PropertyStep[], isWanted: (value: Value) => boolean): string | undefined {
  const { file } = run.facts;
  const variable = findVariable(name, node, file);
  let value = variable && isLocal(variable) && isDeclaredBefore(name, node, file) ? run.state.variables.get(variable) : undefined;
  let text = name;
  for (const step of steps) {
    if (!value || (step.by !== "!." && mayBeMissing(run, value, step.by === "?."))) return undefined;
    value = readFrom(value, step.name);
    text += `${step.by === "?." ? "." : step.by}${step.name}`;
  }
  const isDoubted = steps.length === 0 && variable !== undefined && isTested(variable);
  return value && !mayBeMissing(run, value, isDoubted) && isWanted(value) ? text : undefined;
}

/** True for a variable whose truth is asked somewhere: `programId && { programId }` says that it may be missing. */
function isTested({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const { parent } = identifier as Node;
    switch (parent?.type) {
      case "LogicalExpression":
        return parent.left === identifier;
      case "ConditionalExpression":
      case "IfStatement":
        return parent.test === identifier;
      case "UnaryExpression":
        return parent.operator === "!";
      default:
        return false;
    }
  });
}

function readFrom(value: Value, key: string): Value | undefined {
  if (value.kind === "reference") return memberOf(value, key);
  if (value.kind === "choice") {
    const [one, ...others] = value.options.filter((option) => !isNullish(option));
    return others.length === 0 && one ? readFrom(one, key) : undefined;
  }
  const property = propertyOf(value, key);
  return property?.mayBeAbsent === false ? property.value : undefined;
}

/** True when a value may be undefined as far as can be seen; one that is doubted, as read over `?.`, must be known to be set. */
function mayBeMissing(run: Run, value: Value, doubtful: boolean): boolean {
  if (value.kind !== "reference") return mayBeUndefined(value) || (doubtful && mayBeNullish(value));
  if (run.state.isPresent(value)) return false;
  if (value.root.kind === "row" && value.path.length === 0) return !value.root.access.throwsWhenMissing && value.root.access.operation === "read";
  return doubtful || isOptionalArgument(value);
}

/** True for what an access of this walk was filtered by as its tenant's key, and was not blamed for. */
function isAccepted(run: Run, value: Value): boolean {
  return [...run.judgements.values()].some((one) => one.verdict === "scoped" && one.reason === "tenant-key" && one.value !== undefined && isSameValue(one.value, value));
}

/** The expression as its source reads, without marks. */
function spelled(root: string, steps: readonly PropertyStep[]): string {
  return [root, ...steps.map(({ name }) => name)].join(".");
}

function isLocal(variable: Variable): boolean {
  return variable.scope.type !== "module" && variable.scope.type !== "global";
}

function isTenant(run: Run, value: Value): boolean {
  const { catalog } = run.facts;
  return value.kind === "reference" && namesTenant(value, catalog) && originOf(value, run.facts) !== "request" && !run.state.isAbsent(value);
}

function isTrusted(run: Run, value: Value): boolean {
  if (!referencesIn(value).some((one) => namesTenant(one, run.facts.catalog))) return false;
  const standing = standingOf(run, run.state, value);
  return standing.kind === "argument" || (standing.kind === "trusted" && standing.via !== "constant");
}

function isVisible(variable: Variable, node: Node): boolean {
  const { block } = variable.scope;
  return isLocal(variable) && block.range[0] <= node.range[0] && node.range[1] <= block.range[1];
}

/** True for a parameter of a type that has a tenant's key, used or not; what the client sends is no tenant at hand. */
function declaresTenant(run: Run, { fn, index, name, shape }: ParameterRoot): boolean {
  if (shape !== undefined || (name !== undefined && isSentName(name))) return false;
  return hasKey(run, propertiesOf(run, typeOfPattern(fn.params[index])));
}

/** True in a method of an object that is made for one tenant; a row that has its own methods is not. */
function belongsToTenant(run: Run, fn: Node | undefined): boolean {
  const method = fn?.parent;
  if (method?.type !== "MethodDefinition" || method.static) return false;
  const owner = method.parent.parent;
  return !(owner.id && run.facts.catalog.models.has(owner.id.name)) && hasKey(run, propertiesOf(run, owner));
}

function hasKey({ facts: { catalog: { tenancy } } }: Run, names: ReadonlySet<string>): boolean {
  return [...tenancy.keys, ...tenancy.aliases].some((key) => names.has(key));
}

import type { Variable } from "@typescript-eslint/scope-manager";
import type { Node } from "../syntax/source-file.ts";
import type { Run } from "./interpret/run.ts";
import { referencesIn } from "./make-value.ts";
import { originOf } from "./origin.ts";
import { standingOf } from "./standing.ts";
import { namesTenant } from "./tenant-names.ts";
import type { Value } from "./value.ts";

/** True when the function that is walked has been given, or has found, a tenant that it could filter by. */
export function tenantAtHand(run: Run): boolean {
  const { catalog } = run.facts;
  const visible = [...run.state.variables].filter(([variable]) => isLocal(variable));
  if (visible.some(([, value]) => isTenant(run, value))) return true;
  return run.frame.parameters.some((parameter) => mentions(run, parameter.fn, parameter.index, (name) => [...catalog.tenancy.keys, ...catalog.tenancy.aliases].includes(name)));
}

/**
 * Source text of a trusted tenant that code at `node` could name: a variable named as the key first, then the id of a
 * variable that holds a model of the family.
 */
export function tenantInScope(run: Run, node: Node): string | undefined {
  const { keys, family } = run.facts.catalog.tenancy;
  const visible = [...run.state.variables].filter(([variable, value]) => isVisible(variable, node) && isTrusted(run, value));
  const named = visible.find(([variable]) => keys.includes(variable.name));
  if (named) return named[0].name;
  const whole = visible.find(([variable]) => family.some((model) => model.toLowerCase() === variable.name.toLowerCase()));
  return whole && `${whole[0].name}.id`;
}

function isLocal(variable: Variable): boolean {
  return variable.scope.type !== "module" && variable.scope.type !== "global";
}

function isTenant(run: Run, value: Value): boolean {
  const { catalog } = run.facts;
  return value.kind === "reference" && namesTenant(value, catalog) && originOf(value, run.facts) !== "request";
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

/** True when a parameter's pattern or declared type has a property with such a name, used or not. */
function mentions(run: Run, fn: { readonly params: readonly Node[] }, index: number, isName: (name: string) => boolean): boolean {
  const parameter = fn.params[index];
  if (parameter?.type !== "ObjectPattern") return false;
  const names = parameter.typeAnnotation?.typeAnnotation;
  const declared = names?.type === "TSTypeLiteral" ? names.members : [];
  return declared.some((member) => member.type === "TSPropertySignature" && member.key.type === "Identifier" && isName(member.key.name));
}

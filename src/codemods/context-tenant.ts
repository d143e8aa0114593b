import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { roleOf, type ColumnRole } from "../analysis/column-role.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { pinsOf } from "../analysis/pins.ts";
import { tenantExpressionsIn } from "../analysis/tenant-expressions.ts";
import { isKeyName, isLevelName, ownerKeysOf } from "../analysis/tenant-key-names.ts";
import type { Catalog, Model } from "../catalog/catalog.ts";
import { contains } from "../syntax/contains.ts";
import { findVariable } from "../syntax/declared-before.ts";
import type { Node } from "../syntax/source-file.ts";
import { functionAround } from "./ids/nodes.ts";

/** Why the tenant of the runtime's context must not stand in an access, as a sentence; undefined where it may. */
export function reasonAgainstContext(judgement: Judgement, analysis: FileAnalysis): string | undefined {
  const { model, part, reason } = judgement;
  const { catalog } = analysis;
  if (isOfMembers(catalog) && (reason === "untrusted-key" || isTenantNamed(judgement, analysis))) return "Users may belong to several tenants here: check that the one which is named is one of theirs.";
  if (part.kind === "filter" && mayBelongToNobody(judgement, catalog)) return `Rows of ${model.name} may belong to no tenant; whether such rows are meant, too, is for you to say.`;
  if (part.kind === "filter" && asksWhoseRowsAre(judgement, catalog)) return "The query asks whose the rows are, so it may have to find those of every tenant.";
  if (worksThroughTenants(judgement, analysis)) return "The function takes the tenant from rows that it reads, so it may have to reach those of every tenant.";
  return undefined;
}

/**
 * True for a lookup by names or the like, and for a count of the one row that has an id: they may ask whether anybody has one. Rows
 * that are written, or all rows, are the tenant's.
 */
export function isByNames(judgement: Judgement, catalog: Catalog): boolean {
  const { access } = judgement;
  if (!access.filter || access.filter.kind === "all" || (access.operation !== "read" && access.operation !== "count")) return false;
  const wanted = access.operation === "count" ? ["parent", "tenant"] : ["id", "parent", "tenant"];
  return !rolesOf(judgement, catalog).some((role) => role !== undefined && wanted.includes(role));
}

/** What the columns say that every row of an access must equal. */
function rolesOf({ access, model }: Judgement, catalog: Catalog): readonly (ColumnRole | undefined)[] {
  const pins = (access.filter && pinsOf(access.filter)) ?? [];
  return pins.map(({ path, column }) => roleOf(catalog, model, path, column));
}

/** True where membership is a table of its own: the session alone cannot say which tenant is meant. */
function isOfMembers({ tenancy, models }: Catalog): boolean {
  const user = models.get(tenancy.principal?.model ?? "");
  return user !== undefined && user.name !== tenancy.root && user.ownership.kind === "global";
}

/** True where the functions around an access speak of a tenant, trusted or not, that is not read off a row. */
function isTenantNamed({ access: { node } }: Judgement, analysis: FileAnalysis): boolean {
  const { file, catalog, judgements } = analysis;
  const queries = judgements.map(({ access }) => access.node);
  const named = file.scopes.scopes.flatMap(({ variables }) => variables).filter(({ name }) => isKeyName(name, catalog) || isLevelName(name, catalog));
  const read = tenantExpressionsIn(file, catalog).filter(({ steps }) => steps.length > 0).map(({ variable }) => variable);
  return [...named, ...read].some((variable) => {
    const { type, block } = variable.scope;
    return type !== "module" && type !== "global" && contains(block, node) && !isOfRow(variable, queries, analysis, 5);
  });
}

/**
 * True where a row may be shared, or a user's own: its key may be null, although most models' may not or it may name a user instead.
 * Where most keys may be null, that says nothing.
 */
function mayBelongToNobody({ model }: Judgement, catalog: Catalog): boolean {
  const isOptional = (one: Model): boolean => (one.ownership.kind === "through" && one.ownership.optional) || ownerKeysOf(one, catalog).every(({ required }) => !required);
  if (!isOptional(model)) return false;
  const owned = [...catalog.models.values()].filter(({ ownership }) => ownership.kind === "direct");
  const user = catalog.tenancy.principal?.model?.toLowerCase();
  // A column of another name, such as `marketerId`, says who works on a row, not whose it is.
  const isUsers = [...model.fields.values()].some(({ name, required }) => !required && name.replaceAll("_", "").toLowerCase() === `${user}id`);
  return isUsers || owned.filter(isOptional).length * 2 <= owned.length;
}

/** True for a query that selects the tenant's key alone or groups by it. */
function asksWhoseRowsAre({ access, model }: Judgement, catalog: Catalog): boolean {
  const keys = new Set(ownerKeysOf(model, catalog).map(({ column }) => column));
  const [options] = access.node.type === "CallExpression" ? access.node.arguments : [];
  if (options?.type !== "ObjectExpression") return false;
  const isKey = (node: Node | null): boolean => node?.type === "Literal" && typeof node.value === "string" && keys.has(node.value);
  return propertiesOf(options).some(({ key, value }) => {
    const name = nameOf(key);
    if (name === "select" && value.type === "ObjectExpression") return propertiesOf(value).some((one) => keys.has(nameOf(one.key) ?? ""));
    return (name === "by" || name === "distinct") && (value.type === "ArrayExpression" ? value.elements.some(isKey) : isKey(value));
  });
}

function propertiesOf({ properties }: TSESTree.ObjectExpression): readonly TSESTree.Property[] {
  return properties.filter((one) => one.type === "Property");
}

function nameOf(key: Node): string | undefined {
  return key.type === "Identifier" ? key.name : undefined;
}

/**
 * True where the function around an access takes a tenant off rows that it has looked up, as a job over all tenants does. A
 * row that is asked for by its id is another matter: somebody means that one.
 */
function worksThroughTenants(judgement: Judgement, analysis: FileAnalysis): boolean {
  const { file, catalog, judgements } = analysis;
  const { access } = judgement;
  const around = functionAround(access.node);
  if (!around || rolesOf(judgement, catalog).includes("id")) return false;
  const queries = judgements.map((one) => one.access.node);
  const read = tenantExpressionsIn(file, catalog).filter(({ steps }) => steps.length > 0).map(({ variable }) => variable);
  const named = file.scopes.scopes.flatMap(({ variables }) => variables).filter(({ name }) => isKeyName(name, catalog));
  return [...read, ...named].some((variable) => variable.defs.every(({ name }) => contains(around, name)) && isOfRow(variable, queries, analysis, 5));
}

/** True for a variable that holds what a query found: the rows, one of them in a loop, or what one of them holds. */
function isOfRow({ defs: [definition] }: Variable, queries: readonly Node[], analysis: FileAnalysis, depth: number): boolean {
  if (depth === 0 || definition?.type !== "Variable") return false;
  const { node } = definition;
  const loop = node.parent.parent;
  const source = node.init ?? (loop.type === "ForOfStatement" && loop.left === node.parent ? loop.right : undefined);
  const root = source && rootOf(source);
  if (!root) return false;
  if (root.type !== "Identifier") return queries.includes(root);
  const variable = findVariable(root.name, root, analysis.file);
  return variable !== undefined && isOfRow(variable, queries, analysis, depth - 1);
}

/** The name or the call that a value is read from. */
function rootOf(node: Node): Node | undefined {
  switch (node.type) {
    case "Identifier":
    case "CallExpression":
      return node;
    case "MemberExpression":
      return rootOf(node.object);
    case "AwaitExpression":
      return rootOf(node.argument);
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return rootOf(node.expression);
    default:
      return undefined;
  }
}

import type { Recognition } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { nameOfValue } from "../../../analysis/make-value.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { fieldInitializer } from "../../class-fields.ts";
import { entityNamed, entityOf, entityOfRepositoryName } from "./entities.ts";

/** A value whose methods read and write the rows of one entity. */
export interface Repository {
  readonly model: Model;
  readonly recognizedBy: Recognition;
}

/** Methods that give the repository of the entity that they are given. */
const getters = new Set(["getRepository", "getTreeRepository", "getCustomRepository"]);

/** True for a call that gives a repository and reads nothing. */
export function isRepositoryMade({ method, receiver, args }: Call, facts: FileFacts): boolean {
  if (method === undefined) return false;
  if (getters.has(method)) return args.some((argument) => entityOf(argument, facts.catalog) !== undefined || customEntity(argument, facts) !== undefined);
  if (receiver === undefined) return false;
  if (method === "extend") return repositoryOf(receiver, facts) !== undefined;
  return method === "withRepository" && repositoryOf(args[0], facts) !== undefined;
}

/** The repository that a value is; alternatives such as `runner ? a : b` must agree on the entity. */
export function repositoryOf(value: Value | undefined, facts: FileFacts): Repository | undefined {
  const options = value ? optionsOf(value).filter((option) => option.kind === "reference") : [];
  const found = options.map((option) => repositoryOfOne(option, facts));
  const [first] = found;
  return first && found.every((one) => one?.model === first.model) ? first : undefined;
}

function repositoryOfOne(value: Reference, facts: FileFacts): Repository | undefined {
  return made(value, facts) ?? declared(value, facts) ?? kept(value, facts) ?? named(value, facts);
}

/** `dataSource.getRepository(Plot)`, also behind wrappers that take more, and what is made of it. */
function made(value: Reference, facts: FileFacts): Repository | undefined {
  const call = callOf(value);
  const name = call && calledName(call);
  if (!call || name === undefined) return undefined;
  if (getters.has(name)) {
    const model = call.args.map((argument) => entityOf(argument, facts.catalog) ?? customEntity(argument, facts)).findLast((one) => one !== undefined);
    return model && { model, recognizedBy: "import" };
  }
  if (name === "withRepository") return repositoryOf(call.args[0], facts);
  const before = call.callee;
  return name === "extend" && before.kind === "reference" ? repositoryOf({ ...before, path: before.path.slice(0, -1) }, facts) : undefined;
}

/** `getCustomRepository(PlotRepository)`. */
function customEntity(value: Value, { catalog }: FileFacts): Model | undefined {
  const name = nameOfValue(value);
  return name === undefined ? undefined : entityOfRepositoryName(name, catalog);
}

/** By the type that the source declares: `Repository<Plot>`, or a class of the project's that is called after the entity. */
function declared(value: Reference, facts: FileFacts): Repository | undefined {
  const type = facts.declaredType(value);
  if (type === undefined) return inherited(value, facts);
  const given = /repo(?:sitory)?$/i.test(type) ? facts.typeArguments(value).map((name) => entityNamed(name, facts.catalog)).find((one) => one !== undefined) : undefined;
  const model = given ?? entityOfRepositoryName(type, facts.catalog);
  return model && { model, recognizedBy: "type" };
}

/** `this` in `class PlotRepository extends Repository<Plot>`. */
function inherited({ root, path }: Reference, { catalog }: FileFacts): Repository | undefined {
  if (root.kind !== "this" || path.length > 0) return undefined;
  const { owner } = root;
  if (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression") return undefined;
  const base = owner.superClass;
  const [argument] = owner.superTypeArguments?.params ?? [];
  const name = argument?.type === "TSTypeReference" && argument.typeName.type === "Identifier" ? argument.typeName.name : undefined;
  const model = base?.type === "Identifier" && /repo(?:sitory)?$/i.test(base.name) && name !== undefined ? entityNamed(name, catalog) : undefined;
  return model && { model, recognizedBy: "type" };
}

/** What a class sets a field to: `private plots = dataSource.getRepository(Plot)`, or the same in its constructor. */
function kept({ root, path }: Reference, { catalog }: FileFacts): Repository | undefined {
  const [field] = path;
  if (root.kind !== "this" || field === undefined || path.length > 1) return undefined;
  const node = fieldInitializer(root.owner, field);
  const callee = node?.type === "CallExpression" && node.callee.type === "MemberExpression" ? node.callee.property : undefined;
  if (node?.type !== "CallExpression" || callee?.type !== "Identifier" || !getters.has(callee.name)) return undefined;
  const last = node.arguments.at(-1);
  const model = last?.type === "Identifier" ? entityNamed(last.name, catalog) : undefined;
  return model && { model, recognizedBy: "import" };
}

/** By its name alone, where nothing says more: `plotRepository`. */
function named(value: Reference, { catalog }: FileFacts): Repository | undefined {
  if (value.root.kind === "row") return undefined;
  const name = value.root.kind === "opaque" && value.path.length === 0 ? (value.root.node.type === "Identifier" ? value.root.node.name : undefined) : nameOfValue(value);
  const model = name === undefined ? undefined : entityOfRepositoryName(name, catalog);
  return model && { model, recognizedBy: "shape" };
}

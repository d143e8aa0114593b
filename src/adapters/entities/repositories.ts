import type { Recognition } from "../../analysis/access.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { nameOfValue } from "../../analysis/make-value.ts";
import { optionsOf } from "../../analysis/object-value.ts";
import type { Reference, Value } from "../../analysis/value.ts";
import type { Model } from "../../catalog/catalog.ts";
import { callOf, calledName } from "../calls.ts";
import { fieldInitializer } from "../class-fields.ts";
import type { Entities } from "./entities.ts";

/** A value whose methods read and write the rows of one entity. */
export interface Repository {
  readonly model: Model;
  readonly recognizedBy: Recognition;
}

/** The repositories of one library. */
export class Repositories {
  readonly #entities: Entities;
  readonly #getters: ReadonlySet<string>;

  /** `getters` are the methods that give the repository of the entity that they are given. */
  constructor(entities: Entities, getters: ReadonlySet<string>) {
    this.#entities = entities;
    this.#getters = getters;
  }

  /** True for a call that gives a repository and reads nothing. */
  isMade({ method, receiver, args }: Call, facts: FileFacts): boolean {
    if (method === undefined) return false;
    if (this.#getters.has(method)) return args.some((argument) => this.#entities.of(argument, facts.catalog) !== undefined || this.#custom(argument, facts) !== undefined);
    if (receiver === undefined) return false;
    if (method === "extend") return this.of(receiver, facts) !== undefined;
    return method === "withRepository" && this.of(args[0], facts) !== undefined;
  }

  /** The repository that a value is; alternatives such as `runner ? a : b` must agree on the entity. */
  of(value: Value | undefined, facts: FileFacts): Repository | undefined {
    const options = value ? optionsOf(value).filter((option) => option.kind === "reference") : [];
    const found = options.map((option) => this.#one(option, facts));
    const [first] = found;
    return first && found.every((one) => one?.model === first.model) ? first : undefined;
  }

  #one(value: Reference, facts: FileFacts): Repository | undefined {
    const made = this.#made(value, facts);
    if (made) return made;
    const known = this.#declared(value, facts) ?? this.#kept(value, facts) ?? this.#named(value, facts);
    // A class of the project's own may do anything before it asks the library, whatever it is called.
    return known && facts.isOwnObject(value) ? undefined : known;
  }

  /** `dataSource.getRepository(Plot)`, also behind wrappers that take more, and what is made of it. */
  #made(value: Reference, facts: FileFacts): Repository | undefined {
    const call = callOf(value);
    const name = call && calledName(call);
    if (!call || name === undefined) return undefined;
    if (this.#getters.has(name)) {
      const model = call.args.map((argument) => this.#entities.of(argument, facts.catalog) ?? this.#custom(argument, facts)).findLast((one) => one !== undefined);
      return model && { model, recognizedBy: "import" };
    }
    if (name === "withRepository") return this.of(call.args[0], facts);
    const before = call.callee;
    return name === "extend" && before.kind === "reference" ? this.of({ ...before, path: before.path.slice(0, -1) }, facts) : undefined;
  }

  /** `getCustomRepository(PlotRepository)`. */
  #custom(value: Value, { catalog }: FileFacts): Model | undefined {
    const name = nameOfValue(value);
    return name === undefined ? undefined : this.#entities.ofRepositoryName(name, catalog);
  }

  /** By the type that the source declares: `Repository<Plot>`, or a class of the project's that is called after the entity. */
  #declared(value: Reference, facts: FileFacts): Repository | undefined {
    const type = facts.declaredType(value);
    if (type === undefined) return this.#inherited(value, facts);
    const given = /repo(?:sitory)?$/i.test(type) ? facts.typeArguments(value).map((name) => this.#entities.named(name, facts.catalog)).find((one) => one !== undefined) : undefined;
    const model = given ?? this.#entities.ofRepositoryName(type, facts.catalog);
    return model && { model, recognizedBy: "type" };
  }

  /** `this` in `class PlotRepository extends Repository<Plot>`. */
  #inherited({ root, path }: Reference, { catalog }: FileFacts): Repository | undefined {
    if (root.kind !== "this" || path.length > 0) return undefined;
    const { owner } = root;
    if (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression") return undefined;
    const base = owner.superClass;
    const [argument] = owner.superTypeArguments?.params ?? [];
    const name = argument?.type === "TSTypeReference" && argument.typeName.type === "Identifier" ? argument.typeName.name : undefined;
    const model = base?.type === "Identifier" && /repo(?:sitory)?$/i.test(base.name) && name !== undefined ? this.#entities.named(name, catalog) : undefined;
    return model && { model, recognizedBy: "type" };
  }

  /** What a class sets a field to: `private plots = dataSource.getRepository(Plot)`, or the same in its constructor. */
  #kept({ root, path }: Reference, { catalog }: FileFacts): Repository | undefined {
    const [field] = path;
    if (root.kind !== "this" || field === undefined || path.length > 1) return undefined;
    const node = fieldInitializer(root.owner, field);
    const callee = node?.type === "CallExpression" && node.callee.type === "MemberExpression" ? node.callee.property : undefined;
    if (node?.type !== "CallExpression" || callee?.type !== "Identifier" || !this.#getters.has(callee.name)) return undefined;
    const last = node.arguments.at(-1);
    const model = last?.type === "Identifier" ? this.#entities.named(last.name, catalog) : undefined;
    return model && { model, recognizedBy: "import" };
  }

  /** By its name alone, where nothing says more: `plotRepository`. */
  #named(value: Reference, { catalog }: FileFacts): Repository | undefined {
    if (value.root.kind === "row") return undefined;
    const name = value.root.kind === "opaque" && value.path.length === 0 ? (value.root.node.type === "Identifier" ? value.root.node.name : undefined) : nameOfValue(value);
    const model = name === undefined ? undefined : this.#entities.ofRepositoryName(name, catalog);
    return model && { model, recognizedBy: "shape" };
  }
}

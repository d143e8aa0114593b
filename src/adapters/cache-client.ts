import type { Recognition } from "../analysis/access.ts";
import type { CacheUse } from "../analysis/cache-use.ts";
import type { Call } from "../analysis/call.ts";
import type { FileFacts } from "../analysis/file-facts.ts";
import { list } from "../analysis/make-value.ts";
import { itemsOf, optionsOf, propertyOf } from "../analysis/object-value.ts";
import type { CallRoot, Reference, Value } from "../analysis/value.ts";

/** How clients of a cache library come into being. Names are exported names; dots reach into an export (`Redis.fromEnv`). */
export interface ClientFacts {
  /** Module specifiers that export what is named below. */
  readonly packages: readonly string[];
  /** Classes made with `new`; `default` is the default export. */
  readonly classes: readonly string[];
  /** Functions that return a client. */
  readonly factories: readonly string[];
  /** Exports that are clients already. */
  readonly instances: readonly string[];
  /** Type names that declare a client, in a file that imports one of the packages. */
  readonly types: readonly string[];
  /** Methods that give the client back, such as `on` and `connect`. */
  readonly passing: readonly string[];
  /** Methods that open a chain in which every call gives the chain back, such as `pipeline`. */
  readonly chains: readonly string[];
}

export interface Client {
  readonly recognizedBy: Recognition;
  /** The call that made it, whose arguments are its options; absent when only the type or an instance is known. */
  readonly made: CallRoot | undefined;
  /** True inside a pipeline or a transaction. */
  readonly chained: boolean;
}

/** What one call does, before it becomes a `CacheUse`. */
export type CacheCall = Pick<CacheUse, "operation" | "keys"> & {
  readonly stored?: Value | undefined;
  readonly prefix?: Value | undefined;
};

/** The client that a value is, by import, construction, call chain or declared type. */
export function findClient(value: Value | undefined, facts: ClientFacts, file: FileFacts): Client | undefined {
  for (const option of value === undefined ? [] : optionsOf(value)) {
    if (option.kind !== "reference") continue;
    const client = findByOrigin(option, facts, file) ?? findByType(option, facts, file);
    if (client !== undefined) return client;
  }
  return undefined;
}

function findByOrigin(value: Reference, facts: ClientFacts, file: FileFacts): Client | undefined {
  if (isExport(value, facts.packages, facts.instances)) return { recognizedBy: "import", made: undefined, chained: false };
  const root = value.root;
  if (root.kind !== "call" || value.path.length > 0) return undefined;
  const makers = root.construct ? facts.classes : facts.factories;
  if (isExport(root.callee, facts.packages, makers)) return { recognizedBy: "import", made: root, chained: false };
  return findThroughChain(root, facts, file);
}

function findThroughChain(root: CallRoot, facts: ClientFacts, file: FileFacts): Client | undefined {
  const method = lastName(root.callee);
  const receiver = parentOf(root.callee);
  if (method === undefined || receiver === undefined) return undefined;
  const client = findClient(receiver, facts, file);
  if (client === undefined) return undefined;
  if (facts.chains.includes(method)) return { ...client, chained: true };
  return client.chained || facts.passing.includes(method) ? client : undefined;
}

function findByType(value: Reference, facts: ClientFacts, file: FileFacts): Client | undefined {
  const type = file.declaredType(value);
  if (type === undefined || !facts.types.includes(type)) return undefined;
  if (!facts.packages.some((name) => file.imports.has(name))) return undefined;
  return { recognizedBy: "type", made: undefined, chained: false };
}

/** True when a value is one of the named exports of one of the modules. */
export function isExport(value: Value, modules: readonly string[], names: readonly string[]): boolean {
  const imported = importedName(value);
  return imported !== undefined && modules.includes(imported.source) && names.includes(imported.name);
}

/** Module and dotted export name of an imported value; the namespace itself counts as the default export. */
export function importedName(value: Value): { readonly source: string; readonly name: string } | undefined {
  if (value.kind !== "reference" || value.root.kind !== "import") return undefined;
  const { source, name } = value.root;
  const names = name === "*" ? value.path : [name, ...value.path];
  return { source, name: names.length === 0 ? "default" : names.join(".") };
}

/** The name after the last dot of a path; absent for a bare root. */
export function lastName(value: Value): string | undefined {
  return value.kind === "reference" ? value.path.at(-1) : undefined;
}

/** The value before the last dot of a path. */
export function parentOf(value: Value): Reference | undefined {
  if (value.kind !== "reference" || value.path.length === 0) return undefined;
  return { kind: "reference", root: value.root, path: value.path.slice(0, -1) };
}

/** The option of a client, in whichever argument of its constructor the options object stands. */
export function clientOption(client: Client, key: string): Value | undefined {
  const options = client.made?.args.filter((argument) => argument.kind === "object" || argument.kind === "choice") ?? [];
  return options.map((argument) => propertyOf(argument, key)?.value).find((option) => option !== undefined);
}

/** The elements of a list, or the value itself. */
export function listed(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === "list" ? itemsOf(value).map((item) => item.value) : [value];
}

/** One value that stands for all that a call stores. */
export function together(values: readonly Value[]): Value | undefined {
  if (values.length < 2) return values[0];
  return list(values.map((value) => ({ value, optional: false, many: false })));
}

/** A property of an object that the source spells out; nothing for any other value. */
export function written(value: Value | undefined, key: string): readonly Value[] {
  const property = value?.kind === "object" ? propertyOf(value, key) : undefined;
  return property ? [property.value] : [];
}

export function toCacheUse(library: string, call: Call, recognizedBy: Recognition, parts: CacheCall): CacheUse {
  return {
    library,
    operation: parts.operation,
    method: call.method ?? "",
    node: call.node,
    recognizedBy,
    keys: parts.keys,
    prefix: parts.prefix,
    stored: parts.stored,
  };
}

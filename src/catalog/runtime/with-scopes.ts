import type { ModelScope } from "../catalog.ts";
import type { Connection, DeclaredModel, LibraryScope } from "../declared-model.ts";

/** The models, each with what our runtime does for its queries. */
export function withScopes(models: ReadonlyMap<string, DeclaredModel>, scopes: readonly LibraryScope[]): ReadonlyMap<string, DeclaredModel> {
  if (scopes.length === 0) return models;
  return new Map([...models].map(([name, model]) => {
    const scopedBy = scopeOf(model, scopes.filter(({ library }) => library === model.library));
    return [name, scopedBy ? { ...model, scopedBy } : model];
  }));
}

/** Where several scopes disagree, the one that leaves the model alone counts. */
function scopeOf(model: DeclaredModel, scopes: readonly LibraryScope[]): ModelScope | undefined {
  const [first] = scopes;
  if (!first || scopes.some(({ shared }) => shared?.some((name) => isNamed(model, name)))) return undefined;
  const bound = isBound(model, scopes);
  if (bound === "elsewhere") return undefined;
  // What neither list names is refused when it is asked for, so it is nobody's leak.
  const clients = namesOf(scopes);
  return { name: first.name, everywhere: first.everywhere, ...(clients && { clients }), sure: bound === "here" && scopes.every(({ owned, shared }) => shared !== undefined || owned.some((name) => isNamed(model, name))) };
}

/** The names of a library's clients, where queries name those rather than models their connections. */
function namesOf(scopes: readonly LibraryScope[]): ModelScope["clients"] {
  const open = scopes.flatMap(({ beside }) => beside ?? []);
  const scoped = scopes.flatMap(({ connection }) => connection?.name ?? []);
  return open.length > 0 ? { scoped, open: open.flatMap(({ name }) => name ?? []).filter((name) => !scoped.includes(name)) } : undefined;
}

/** Whether the model's queries go over a connection that is scoped, where another one is not. */
function isBound(model: DeclaredModel, scopes: readonly LibraryScope[]): "here" | "elsewhere" | "somewhere" {
  const beside = scopes.flatMap((scope) => scope.beside ?? []);
  if (beside.length === 0) return "here";
  const here = scopes.map(({ connection }) => connection && isOn(model, connection));
  const there = beside.map((connection) => isOn(model, connection));
  if (here.includes(true) && there.every((one) => one === false)) return "here";
  return here.every((one) => one === false) ? "elsewhere" : "somewhere";
}

function isOn({ name, connection }: DeclaredModel, { name: called, models }: Connection): boolean | undefined {
  if (models) return models.includes(name);
  return connection === undefined || called === undefined ? undefined : connection === called;
}

function isNamed({ name, table }: DeclaredModel, called: string): boolean {
  return called === name || called === table || called.split(".").at(-1) === table;
}

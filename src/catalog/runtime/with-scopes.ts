import type { ModelScope } from "../catalog.ts";
import type { DeclaredModel, LibraryScope } from "../declared-model.ts";

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
  // What neither list names is refused when it is asked for, so it is nobody's leak.
  return { everywhere: first.everywhere, sure: scopes.every(({ owned, shared }) => shared !== undefined || owned.some((name) => isNamed(model, name))) };
}

function isNamed({ name, table }: DeclaredModel, called: string): boolean {
  return called === name || called === table || called.split(".").at(-1) === table;
}

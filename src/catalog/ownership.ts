import type { Settings } from "../settings/settings.ts";
import type { OwnerKey, Ownership } from "./catalog.ts";
import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";
import { declaredKeys, ownerKeys } from "./owner-keys.ts";
import { type OwnerPath, ownerPaths } from "./owner-path.ts";
import { namesPrincipal } from "./principal.ts";
import type { Level } from "./tenant-levels.ts";

/** To whom the rows of every model belong, by model name. */
export function ownerships(models: DeclaredModels, levels: readonly Level[], user: string | undefined, settings: Settings["models"]): Map<string, Ownership> {
  const owners = new Map<string, Ownership>();
  for (const model of models.values()) {
    const own = fromSettings(model, models, levels, settings) ?? fromKeys(model, levels);
    if (own) owners.set(model.name, own);
  }
  const keys = new Map([...owners].flatMap(([name, own]) => (own.kind === "root" || own.kind === "direct" ? [[name, own.kind === "root" ? [] : own.keys] as const] : [])));
  const open = new Map([...models].filter(([name]) => keys.has(name) || !owners.has(name)));
  const paths = levels.length > 0 ? ownerPaths(open, keys, user) : new Map<string, OwnerPath>();
  for (const model of models.values()) {
    if (owners.has(model.name)) continue;
    const path = paths.get(model.name);
    owners.set(model.name, path ? fromPath(path, model) : global(model, levels, user === undefined ? undefined : models.get(user)));
  }
  return owners;
}

function fromSettings(model: DeclaredModel, models: DeclaredModels, levels: readonly Level[], settings: Settings["models"]): Ownership | undefined {
  if (settings.global.includes(model.name)) return { kind: "global", because: "The settings say that it belongs to no tenant." };
  const columns = settings.owned[model.name];
  if (columns) return { kind: "direct", keys: declaredKeys(model, columns, levels), because: `The settings say that ${columns.join(" and ")} own${columns.length === 1 ? "s" : ""} it.` };
  const path = settings.through[model.name];
  if (!path) return undefined;
  const steps = followed(model, path, models);
  return {
    kind: "through",
    path,
    parent: steps[0]?.target ?? "",
    optional: steps.some((step) => !step.required),
    because: `The settings say that it is reached over ${path.join(" → ")}.`,
  };
}

function fromKeys(model: DeclaredModel, levels: readonly Level[]): Ownership | undefined {
  const keys = ownerKeys(model, levels);
  const level = levels.find((each) => each.name === model.name);
  if (level) return { kind: "root", keys, because: level.because };
  return keys.length > 0 ? { kind: "direct", keys, because: keys.map((key) => keyReason(key, model)).join(" ") } : undefined;
}

function keyReason(key: OwnerKey, model: DeclaredModel): string {
  const declared = model.fields.get(key.column)?.references === key.level;
  const how = declared ? `${key.column} names the ${key.level}` : `${key.column} has the name of a key to ${key.level}, though no relation is declared`;
  return `${how}${key.required ? "" : ", and may be empty"}.`;
}

function fromPath({ path, parent, reversed, optional }: OwnerPath, model: DeclaredModel): Ownership {
  const way = [model.name, ...path].join(" → ");
  if (reversed) return { kind: "reversed", path, parent, because: `${parent} holds its id, one to one: ${way}.` };
  const because = optional ? `It reaches the tenant, but a step of the way may be empty: ${way}.` : `It has no key of its own; required relations lead to the tenant: ${way}.`;
  return { kind: "through", path, parent, optional, because };
}

function global(model: DeclaredModel, levels: readonly Level[], user: DeclaredModel | undefined): Ownership {
  if (levels.length === 0) return { kind: "global", because: "No tenant is known." };
  const root = levels[0]?.name ?? "";
  if (model === user) return { kind: "global", because: `Users sign in on their own; no key of theirs names the ${root}.` };
  const own = [...model.fields.keys()].filter((column) => namesPrincipal(model, column, user));
  if (own.length > 0) return { kind: "global", because: `It belongs to a user (${own.join(", ")}) and to no ${root}.` };
  return { kind: "global", because: `No key and no relation leads to the ${root}.` };
}

function followed(model: DeclaredModel, path: readonly string[], models: DeclaredModels): { target: string; required: boolean }[] {
  let at: DeclaredModel | undefined = model;
  return path.flatMap((name) => {
    const field = at?.fields.get(name);
    at = field?.relation && models.get(field.relation.model);
    return field?.relation ? { target: field.relation.model, required: field.required } : [];
  });
}

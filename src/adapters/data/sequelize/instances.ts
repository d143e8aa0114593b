import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, optionsOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Made } from "../../data-adapter.ts";
import { targetOf } from "./models.ts";

/** Rows that exist in memory alone: `Plot.build({ … })`, `new Plot({ … })`. */
export function make(call: Call, facts: FileFacts): Made | undefined {
  const isBuilt = call.construct || (call.method === "build" && call.receiver !== undefined);
  const target = isBuilt ? targetOf(call.construct ? call.callee : call.receiver, facts) : undefined;
  const [columns] = call.args;
  if (!target || columns?.kind === "list" || columns?.kind === "choice") return undefined;
  return { model: target.model.name, columns: rowFrom(columns), addsOnly: true };
}

function rowFrom(value: Value | undefined): readonly ObjectEntry[] {
  if (value === undefined || value.kind === "constant") return [];
  return value.kind === "object" ? value.entries : [{ kind: "spread", value, node: value.node }];
}

/** A row whose methods write itself: loaded by an access, or made here. */
export interface Instance {
  readonly model: Model;
  readonly value: Value;
  /** True for one that was made here and not written yet. */
  readonly fresh: boolean;
}

export function instanceOf(value: Value | undefined, facts: FileFacts): Instance | undefined {
  const options = value ? optionsOf(value) : [];
  const found = options.flatMap((option) => instanceOfOne(option, facts) ?? []);
  const [first] = found;
  return first && found.length === options.length && found.every(({ model }) => model === first.model) ? first : undefined;
}

function instanceOfOne(value: Value, facts: FileFacts): Instance | undefined {
  if (value.kind === "reference") {
    const model = modelOfRow(value, facts) ?? tenantHandedIn(value, facts);
    return model && { model, value, fresh: false };
  }
  if (value.kind !== "object") return undefined;
  const made = [...entriesOf(value).values()].map((property) => property.value).find(isMade);
  const model = made?.root.kind === "row" ? facts.catalog.models.get(made.root.access.model) : undefined;
  return model?.library === "sequelize" ? { model, value, fresh: true } : undefined;
}

/** The model of a loaded row, or of what was loaded along with it. */
function modelOfRow({ root, path }: Reference, { catalog }: FileFacts): Model | undefined {
  if (root.kind !== "row" || root.access.library !== "sequelize") return undefined;
  let at = catalog.models.get(root.access.model);
  for (const step of path) if (step !== "*") at = catalog.models.get(at?.fields.get(step)?.relation?.model ?? "");
  return at;
}

/** The model of the tenants where a caller hands one in, as its type says: what is done to it is done to the tenant at hand. */
function tenantHandedIn(value: Reference, facts: FileFacts): Model | undefined {
  const { models, tenancy } = facts.catalog;
  const type = value.root.kind === "parameter" && value.path.length === 0 ? facts.declaredType(value) : undefined;
  const model = tenancy.root === undefined || type !== tenancy.root ? undefined : models.get(tenancy.root);
  return model?.library === "sequelize" ? model : undefined;
}

/** True for the key that a row made here will have. */
function isMade(value: Value): value is Reference {
  return value.kind === "reference" && value.root.kind === "row" && value.root.access.library === "sequelize" && value.root.access.method === "new";
}

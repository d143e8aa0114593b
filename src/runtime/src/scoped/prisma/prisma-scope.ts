import { type Owner, ownerOf } from "../owned-by.ts";
import { type ScopeRefusedError, refuseOperation } from "../scope-refused-error.ts";
import type { TenantModels } from "../tenant-models.ts";
import type { PrismaRelation, PrismaSchema } from "./prisma-schema.ts";
import { isObject } from "../../values.ts";

/** The arguments of an operation, or a part of them. */
export type PrismaArgs = Readonly<Record<string, unknown>>;

/** What one operation is scoped with. */
export interface PrismaScope {
  readonly models: TenantModels;
  readonly schema: PrismaSchema;
  /** The operation's model and its name, such as `Plot` and `findMany`. */
  readonly model: string;
  readonly operation: string;
  /** The rows that written foreign keys name, to be looked for before anything is written. */
  readonly references: PrismaReference[];
}

/** A row of another model that is named by foreign key columns. */
export interface PrismaReference {
  readonly relation: PrismaRelation;
  /** The key of that row, in the order of `relation.to`. */
  readonly values: readonly unknown[];
}

/** Whose rows of a model the operation may touch; undefined for a shared one. */
export function ownerIn(scope: PrismaScope, model: string): Owner | undefined {
  const owner = ownerOf(scope.models, model, scope.operation);
  return owner && { ...owner, operation: operationOf(scope) };
}

/** What a model's rows must satisfy; undefined for a shared one. */
export function ownFilter(scope: PrismaScope, model: string): PrismaArgs | undefined {
  const owner = ownerIn(scope, model);
  return owner && { [owner.key]: owner.tenant };
}

/** The error for something in the operation's arguments. */
export function refused(scope: PrismaScope, instead: string): ScopeRefusedError {
  return refuseOperation(operationOf(scope), instead);
}

// What the caller called, whichever model in its arguments is at fault.
function operationOf({ model, operation }: PrismaScope): string {
  return `${model}.${operation}`;
}

export function isArgs(value: unknown): value is PrismaArgs {
  return isObject(value) && !Array.isArray(value);
}

/** Each of a list, or the one that stands alone; what is no object stays as it is. */
export function mapEach(value: unknown, change: (item: PrismaArgs) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapEach(item, change));
  return isArgs(value) ? change(value) : value;
}

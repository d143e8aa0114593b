import { requireTenant } from "../../tenant/tenant-context.ts";
import { type ScopeRefusedError, refuseOperation } from "../scope-refused-error.ts";
import { type TenantModels, tenantKeyOf } from "../tenant-models.ts";
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

/** The tenant key of a model that the operation touches; undefined for a shared one. */
export function keyIn(scope: PrismaScope, model: string): string | undefined {
  return tenantKeyOf(scope.models, model, scope.operation);
}

/** What a model's rows must satisfy; undefined for a shared one. */
export function ownFilter(scope: PrismaScope, model: string): PrismaArgs | undefined {
  const key = keyIn(scope, model);
  return key === undefined ? undefined : { [key]: requireTenant() };
}

/** The error for something in the operation's arguments. */
export function refused({ model, operation }: PrismaScope, instead: string): ScopeRefusedError {
  return refuseOperation(`${model}.${operation}`, instead);
}

export function isArgs(value: unknown): value is PrismaArgs {
  return isObject(value) && !Array.isArray(value);
}

/** Each of a list, or the one that stands alone; what is no object stays as it is. */
export function mapEach(value: unknown, change: (item: PrismaArgs) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapEach(item, change));
  return isArgs(value) ? change(value) : value;
}

/** The same object with other values. */
export function mapValues(args: PrismaArgs, change: (value: unknown, name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, change(value, name)]));
}

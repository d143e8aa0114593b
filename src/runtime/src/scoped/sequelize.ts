import { scopingTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { ownerOf } from "./owned-by.ts";
import { refuseOperation } from "./scope-refused-error.ts";
import { checkTenantKey, stamped } from "./stamp.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * What is asked of a Sequelize 6 instance.
 *
 * @example
 * const sequelize: SequelizeHandle = new Sequelize(process.env.DATABASE_URL);
 */
export interface SequelizeHandle {
  readonly models: object;
  query(...args: never[]): PromiseLike<unknown>;
  getQueryInterface(): object;
  getDialect(): string;
  addHook(hook: never, run: never): unknown;
}

type Fields = Record<PropertyKey, unknown>;
type Method = (...args: unknown[]) => Promise<unknown>;

interface SequelizeModel {
  readonly name: string;
  readonly rawAttributes: Readonly<Record<string, { readonly field?: string } | undefined>>;
  getTableName(): unknown;
}

interface SequelizeRow {
  readonly isNewRecord: boolean;
  readonly constructor: unknown;
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
}

/** A model whose rows have to be the tenant's, with the column that says so. */
interface OwnedTable {
  readonly tenant: TenantId;
  readonly field: string;
  readonly operation: string;
}

interface Door {
  /** What the operation is called in messages. */
  readonly name: string;
  model(args: unknown[]): unknown;
  /** Where the table's name stands among the arguments. */
  readonly table: number;
  /** The arguments, kept inside the tenant. */
  narrow(args: unknown[], owned: OwnedTable, dialect: string): unknown[];
}

// Sequelize's Op.and.
const AND = Symbol.for("and");
const AUTHENTICATE = "SELECT 1+1 AS result";

/**
 * Keeps everything that a Sequelize 6 instance reads and writes inside the tenant in force. It stands at the instance's query interface, which
 * every model, scope, association and include comes through, so that neither `unscoped()` nor `hooks: false` gets past it. Call it once, when
 * the models are defined.
 *
 * Concurrency: reads the caller's own context; queries of two tenants at once never meet. Crash: nothing is kept. Not covered: SQL in
 * `literal`, connections taken from the pool by hand, changes to the schema.
 *
 * @example
 * sequelizeTenantScope(sequelize, { owned: { Plot: "companyId", Invoice: "companyId" }, shared: ["Country"] });
 */
export function sequelizeTenantScope(sequelize: SequelizeHandle, models: TenantModels): void {
  const { query: raw } = sequelize as unknown as { readonly query: (this: unknown, ...args: unknown[]) => Promise<unknown> };
  const doorway = sequelize.getQueryInterface() as Record<string, unknown>;
  // The query interface itself runs statements; everybody else asks `sequelize.query` and is refused.
  doorway["sequelize"] = Object.create(sequelize, { query: { value: raw } });
  const guarded: Method = async (...args) => {
    if (args[0] !== AUTHENTICATE && scopingTenant() !== undefined) throw refuseOperation("sequelize.query", "use a model");
    return raw.apply(sequelize, args);
  };
  Object.assign(sequelize, { query: guarded });
  for (const [method, door] of Object.entries(DOORS)) {
    const original = doorway[method] as Method;
    doorway[method] = async (...args: unknown[]) => original.apply(doorway, pass(sequelize, models, door, args));
  }
  for (const method of ["select", "rawSelect"] as const) {
    const original = doorway[method] as Method;
    doorway[method] = async (...args: unknown[]) => original.apply(doorway, passRead(sequelize, models, method, args));
  }
  // Validation wants the tenant key before the row gets to the query interface.
  const stampRow = (row: SequelizeRow): void => {
    const { name } = row.constructor as SequelizeModel;
    const key = Object.hasOwn(models.owned, name) ? models.owned[name] : undefined;
    const tenant = key !== undefined && row.isNewRecord ? scopingTenant() : undefined;
    if (key !== undefined && tenant !== undefined && row.get(key) === undefined) row.set(key, tenant);
  };
  sequelize.addHook("beforeValidate" as never, stampRow as never);
  sequelize.addHook("beforeBulkCreate" as never, ((rows: SequelizeRow[]) => rows.forEach(stampRow)) as never);
}

const DOORS: Readonly<Record<string, Door>> = {
  insert: {
    name: "create",
    model: ([row]) => modelOfRow(row),
    table: 1,
    narrow: ([row, table, values, ...rest], owned) => [row, table, stampedValues(values, owned), ...rest],
  },
  bulkInsert: {
    name: "bulkCreate",
    model: ([, , options]) => modelIn(options),
    table: 0,
    narrow([table, rows, options, ...rest], owned, dialect) {
      const { updateOnDuplicate, upsertKeys } = (options ?? {}) as Fields;
      if (updateOnDuplicate !== undefined) checkConflict(upsertKeys, "conflictAttributes", owned, dialect);
      return [table, (rows as unknown[]).map((row) => stampedValues(row, owned)), options, ...rest];
    },
  },
  upsert: {
    name: "upsert",
    model: ([, , , , options]) => modelIn(options),
    table: 0,
    narrow([table, inserted, updated, where, options], owned, dialect) {
      checkConflict((options as Fields)["conflictFields"], "conflictFields", owned, dialect);
      return [table, stampedValues(inserted, owned), stampedValues(updated, owned), where, options];
    },
  },
  update: {
    name: "save",
    model: ([row]) => modelOfRow(row),
    table: 1,
    narrow: ([row, table, values, where, ...rest], owned) => [row, table, checked(values, owned), narrowed(where, owned), ...rest],
  },
  bulkUpdate: {
    name: "update",
    model: ([, , , options]) => modelIn(options),
    table: 0,
    narrow: ([table, values, where, ...rest], owned) => [table, checked(values, owned), narrowed(where, owned), ...rest],
  },
  delete: {
    name: "destroy",
    model: ([row]) => modelOfRow(row),
    table: 1,
    narrow: ([row, table, where, ...rest], owned) => [row, table, narrowed(where, owned), ...rest],
  },
  bulkDelete: {
    name: "destroy",
    model: ([, , , model]) => model,
    table: 0,
    narrow([table, where, options, ...rest], owned) {
      if ((options as Fields | undefined)?.["truncate"]) throw refuseOperation(owned.operation.replace(/destroy$/, "truncate"), "use destroy with a where");
      return [table, narrowed(where, owned), options, ...rest];
    },
  },
  increment: arithmetic("increment"),
  decrement: arithmetic("decrement"),
};

function arithmetic(name: string): Door {
  return {
    name,
    model: ([model]) => model,
    table: 1,
    narrow([model, table, where, amounts, extra, ...rest], owned) {
      const touched = (amounts as object) ?? {};
      if (Object.hasOwn(touched, owned.field)) throw refuseOperation(owned.operation, `leave ${owned.field} out`);
      return [model, table, narrowed(where, owned), amounts, checked(extra ?? {}, owned), ...rest];
    },
  };
}

function pass(sequelize: SequelizeHandle, models: TenantModels, door: Door, args: unknown[]): unknown[] {
  const model = (door.model(args) as SequelizeModel | undefined) ?? modelOfTable(sequelize, args[door.table], door.name);
  const owned = model === undefined ? undefined : ownedTable(models, model, door.name);
  return owned === undefined ? args : door.narrow(args, owned, sequelize.getDialect());
}

function passRead(sequelize: SequelizeHandle, models: TenantModels, method: "select" | "rawSelect", args: unknown[]): unknown[] {
  const [modelAt, tableAt, optionsAt] = method === "select" ? ([0, 1, 2] as const) : ([3, 0, 1] as const);
  const name = method === "select" ? "find" : "aggregate";
  const model = (args[modelAt] as SequelizeModel | undefined) ?? modelOfTable(sequelize, args[tableAt], name);
  if (model === undefined) return args;
  const options = (args[optionsAt] ?? {}) as Fields;
  for (const include of (options["include"] ?? []) as Fields[]) narrowInclude(models, include);
  const owned = ownedTable(models, model, name);
  return owned === undefined ? args : args.with(optionsAt, { ...options, where: narrowed(options["where"], owned) });
}

// Sequelize has checked these and linked them to each other, in copies of what the caller gave: they are changed where they stand.
function narrowInclude(models: TenantModels, include: Fields): void {
  const model = include["model"] as SequelizeModel;
  const owned = ownedTable(models, model, "include");
  if (owned !== undefined) {
    if (include["or"]) throw refuseOperation(owned.operation, "leave or out of the include");
    if (include["on"] !== undefined) include["on"] = { [AND]: [include["on"]] };
    include["where"] = narrowed(include["where"], owned);
  }
  const through = include["through"] as Fields | undefined;
  if (through?.["model"] !== undefined) narrowInclude(models, through);
  for (const nested of (include["include"] ?? []) as Fields[]) narrowInclude(models, nested);
}

function ownedTable(models: TenantModels, model: SequelizeModel, name: string): OwnedTable | undefined {
  const owner = ownerOf(models, model.name, name);
  if (owner === undefined) return undefined;
  const attribute = model.rawAttributes[owner.key];
  if (attribute === undefined) throw new TypeError(`Expected an attribute ${owner.key} in the model ${model.name}.`);
  return { tenant: owner.tenant, field: attribute.field ?? owner.key, operation: `${model.name}.${name}` };
}

// The inner group puts the caller's condition into parentheses, also when it is a literal with an OR in it.
function narrowed(where: unknown, { field, tenant }: OwnedTable): object {
  const own = { [field]: tenant };
  return where === undefined || where === null ? own : { [AND]: [{ [AND]: [where] }, own] };
}

function stampedValues(values: unknown, { field, tenant, operation }: OwnedTable): object {
  return stamped(values as object, field, tenant, operation);
}

function checked(values: unknown, { field, tenant, operation }: OwnedTable): unknown {
  checkTenantKey(values as object, field, tenant, operation);
  return values;
}

// A row found by another unique key could be any tenant's, and the update would be made to it.
function checkConflict(fields: unknown, option: string, { field, operation }: OwnedTable, dialect: string): void {
  const isTargeted = dialect === "postgres" || dialect === "sqlite";
  if (isTargeted && Array.isArray(fields) && fields.includes(field)) return;
  throw refuseOperation(operation, isTargeted ? `give ${option} with ${field} among them` : "find the row, then create or update it");
}

function modelOfRow(row: unknown): unknown {
  return row === null || row === undefined ? undefined : row.constructor;
}

function modelIn(options: unknown): unknown {
  return (options as { model?: unknown } | undefined)?.model;
}

/** The model of a table that somebody named to the query interface; undefined where no tenant has to be kept. */
function modelOfTable({ models }: SequelizeHandle, table: unknown, name: string): SequelizeModel | undefined {
  if (scopingTenant() === undefined) return undefined;
  const text = JSON.stringify(table);
  const found = (Object.values(models) as SequelizeModel[]).find((model) => JSON.stringify(model.getTableName()) === text);
  if (found === undefined) throw refuseOperation(`queryInterface.${name}`, "use a model");
  return found;
}

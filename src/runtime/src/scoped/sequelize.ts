import { scopingTenant } from "../tenant/tenant-context.ts";
import { found, type Owner, ownerOf } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import { checkRow, stamped } from "./stamp.ts";
import type { TenantModels } from "./tenant-models.ts";
import { own } from "../values.ts";
import { checkConflict } from "./check-conflict.ts";
import { refuseRaw } from "./refuse-raw.ts";

/**
 * What is asked of a Sequelize 6 instance.
 *
 * @example
 * const sequelize: SequelizeHandle = new Sequelize(process.env.DATABASE_URL);
 */
export interface SequelizeHandle {
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

/** Where a method of the query interface has its arguments. */
interface Door {
  /** What the operation is called in messages. */
  readonly name: string;
  readonly options: number;
  /** The model, or a row of it; in the options where there is none. */
  readonly model?: number;
  readonly where?: number;
  /** New rows, or one. */
  readonly stamp?: number;
  /** Changes, which must leave the tenant key as it is. */
  readonly check?: number;
}

// Sequelize's Op.and.
const AND = Symbol.for("and");

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
  const doorway = sequelize.getQueryInterface() as Record<string, unknown>;
  // The query interface itself runs statements; everybody else asks `sequelize.query` and is refused.
  doorway["sequelize"] = Object.create(sequelize, { query: { value: refuseRaw(sequelize, "sequelize", "use a model") } });
  for (const [method, door] of Object.entries(DOORS)) {
    const original = doorway[method] as Method;
    doorway[method] = async (...args: unknown[]) => original.apply(doorway, pass(sequelize.getDialect(), models, door, args));
  }
  // Validation wants the tenant key before the row gets to the query interface.
  const stampRow = (row: SequelizeRow): void => {
    const { name } = row.constructor as SequelizeModel;
    const key = own(models.owned, name);
    const tenant = key !== undefined && row.isNewRecord ? scopingTenant() : undefined;
    if (key !== undefined && tenant !== undefined && row.get(key) === undefined) row.set(key, tenant);
  };
  sequelize.addHook("beforeValidate" as never, stampRow as never);
  sequelize.addHook("beforeBulkCreate" as never, ((rows: SequelizeRow[]) => rows.forEach(stampRow)) as never);
}

const DOORS: Readonly<Record<string, Door>> = {
  select: { name: "find", model: 0, options: 2 },
  rawSelect: { name: "aggregate", options: 1, model: 3 },
  insert: { name: "create", model: 0, stamp: 2, options: 3 },
  bulkInsert: { name: "bulkCreate", stamp: 1, options: 2 },
  upsert: { name: "upsert", stamp: 1, check: 2, options: 4 },
  update: { name: "save", model: 0, check: 2, where: 3, options: 4 },
  bulkUpdate: { name: "update", check: 1, where: 2, options: 3 },
  delete: { name: "destroy", model: 0, where: 2, options: 3 },
  bulkDelete: { name: "destroy", where: 1, options: 2, model: 3 },
  increment: { name: "increment", model: 0, where: 2, check: 4, options: 5 },
  decrement: { name: "decrement", model: 0, where: 2, check: 4, options: 5 },
};

/** The arguments, kept inside the tenant. */
function pass(dialect: string, models: TenantModels, door: Door, args: unknown[]): unknown[] {
  const options = (args[door.options] ?? {}) as Fields;
  const model = modelOf(door.model === undefined ? options["model"] : args[door.model]);
  if (model === undefined) {
    refuseScoped(`queryInterface.${door.name}`, "use a model");
    return args;
  }
  const isRead = door.stamp === undefined && door.where === undefined;
  if (isRead) for (const include of (options["include"] ?? []) as Fields[]) narrowInclude(models, include);
  const owned = ownedTable(models, model, door.name);
  if (owned === undefined) return args;
  checkOptions(options, owned, dialect);
  const { stamp, check, where } = door;
  const passed = [...args];
  if (stamp !== undefined) passed[stamp] = Array.isArray(args[stamp]) ? args[stamp].map((row: object) => stamped(row, owned)) : stamped(args[stamp] as object, owned);
  if (check !== undefined) checkRow(args[check] ?? {}, owned);
  if (where !== undefined) passed[where] = narrowed(args[where], owned);
  if (isRead) passed[door.options] = { ...options, where: narrowed(options["where"], owned) };
  const amounts = door.check === 4 ? args[3] : undefined;
  if (Object.hasOwn(amounts ?? {}, owned.key)) throw refuseOperation(owned.operation, `leave ${owned.key} out`);
  return passed;
}

function checkOptions(options: Fields, owner: Owner, dialect: string): void {
  if (options["truncate"]) throw refuseOperation(owner.operation, "use a where, not truncate");
  const isTargeted = ["postgres", "sqlite"].includes(dialect);
  if (owner.operation.endsWith(".upsert")) checkConflict(owner, options["conflictFields"], "conflictFields", isTargeted);
  else if (options["updateOnDuplicate"]) checkConflict(owner, options["upsertKeys"], "conflictAttributes", isTargeted);
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

/** Whose rows of the model these may be, by the column in the database. */
function ownedTable(models: TenantModels, model: SequelizeModel, verb: string): Owner | undefined {
  const owner = ownerOf(models, model.name, verb);
  if (owner === undefined) return undefined;
  const { field = owner.key } = found(model.rawAttributes[owner.key], owner.key, model.name);
  return { ...owner, key: field };
}

// The inner group puts the caller's condition into parentheses, also when it is a literal with an OR in it.
function narrowed(where: unknown, { key, tenant }: Owner): object {
  const own = { [key]: tenant };
  return where === undefined || where === null ? own : { [AND]: [{ [AND]: [where] }, own] };
}

function modelOf(modelOrRow: unknown): SequelizeModel | undefined {
  if (modelOrRow === undefined || modelOrRow === null) return undefined;
  return (typeof modelOrRow === "function" ? modelOrRow : modelOrRow.constructor) as unknown as SequelizeModel;
}

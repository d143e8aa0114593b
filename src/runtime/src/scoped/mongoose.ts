import { checkKey, type Fields, narrowedFilter, narrowedPipeline, type OwnedCollection, scopedUpdate, stampDocument } from "./mongo-query.ts";
import { found, ownerOf } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * What is asked of a Mongoose schema.
 *
 * @example
 * const schema: MongooseSchema = new Schema({ companyId: { type: Schema.Types.ObjectId, required: true }, name: String });
 */
export interface MongooseSchema {
  on(event: "init", listen: (model: object) => void): unknown;
  pre(hook: "validate", run: never): unknown;
}

type Args = readonly unknown[];
type Method = (this: unknown, ...args: unknown[]) => unknown;

interface Model {
  readonly modelName: string;
  readonly collection: Record<string, unknown> & { readonly collectionName: string; readonly conn: { readonly models: Record<string, Model> } };
  readonly schema: { path(key: string): { cast(value: unknown): unknown } | undefined };
}

interface NewDocument {
  readonly isNew: boolean;
  readonly collection?: object;
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
}

/**
 * A plugin for Mongoose 8 and 9 that keeps everything the models read and write inside the tenant in force. It stands at the models'
 * collections, which queries, documents, `populate`, aggregations and `Model.collection` come through. Give it before the models are made.
 *
 * Concurrency: reads the caller's own context; queries of two tenants at once never meet. Crash: nothing is kept. Not covered: `connection.db`
 * and the driver's client, cursors that are opened before the connection is. `bulkSave` runs no middleware: its new documents need the tenant key.
 *
 * @example
 * mongoose.plugin(mongooseTenantScope({ owned: { Plot: "companyId", Invoice: "companyId" }, shared: ["Country"] }));
 */
export function mongooseTenantScope(models: TenantModels): (schema: MongooseSchema) => void {
  // Discriminators share the collection of the model they are made from, and its rules.
  const scopes = new WeakMap<object, (operation: string) => OwnedCollection | undefined>();
  return (schema) => {
    schema.on("init", (compiled) => {
      const model = compiled as Model;
      if (scopes.has(model.collection)) return;
      scopes.set(model.collection, (operation) => ownedCollection(models, model, operation));
      guardCollection(model, (name, operation) => {
        const other = Object.values(model.collection.conn.models).find(({ collection }) => collection.collectionName === name);
        const owned = other === undefined ? undefined : scopes.get(other.collection);
        if (owned === undefined) refuseScoped(`${model.modelName}.${operation}`, `make a model of ${name}`);
        return owned?.(operation);
      });
    });
    // Validation wants the tenant key before the document gets to the collection.
    const stamp = function (this: NewDocument): void {
      const owned = this.isNew && this.collection !== undefined ? scopes.get(this.collection)?.("save") : undefined;
      if (owned !== undefined && this.get(owned.key) === undefined) this.set(owned.key, owned.value);
    };
    schema.pre("validate", stamp as never);
  };
}

function ownedCollection(models: TenantModels, { modelName, schema }: Model, operation: string): OwnedCollection | undefined {
  const owner = ownerOf(models, modelName, operation);
  if (owner === undefined) return undefined;
  return { ...owner, value: found(schema.path(owner.key), owner.key, modelName).cast(owner.tenant) };
}

type OwnedByName = (collection: string, operation: string) => OwnedCollection | undefined;
type Narrow = (args: Args, owned: OwnedCollection, byName: OwnedByName) => Args;

const filterFirst: Narrow = ([filter, ...rest], owned) => [narrowedFilter(filter, owned), ...rest];
const update: Narrow = ([filter, change, options], owned) => {
  // What an upsert is looked up by becomes part of the new document.
  if ((options as Fields | undefined)?.["upsert"] === true) checkKey((filter as Fields)[owned.key], owned);
  return [narrowedFilter(filter, owned), scopedUpdate(change, owned), options];
};
const replace: Narrow = ([filter, document, ...rest], owned) => [narrowedFilter(filter, owned), stampDocument(document, owned), ...rest];
const refuse =
  (instead: string): Narrow =>
  (_args, { operation }) => {
    throw refuseOperation(operation, instead);
  };

const METHODS: Readonly<Record<string, Narrow>> = {
  find: filterFirst,
  findOne: filterFirst,
  countDocuments: filterFirst,
  // Old, but still there.
  count: filterFirst,
  deleteOne: filterFirst,
  deleteMany: filterFirst,
  findOneAndDelete: filterFirst,
  distinct: ([key, filter, ...rest], owned) => [key, narrowedFilter(filter, owned), ...rest],
  updateOne: update,
  updateMany: update,
  findOneAndUpdate: update,
  replaceOne: replace,
  findOneAndReplace: replace,
  insertOne: ([document, ...rest], owned) => [stampDocument(document, owned), ...rest],
  insertMany: ([documents, ...rest], owned) => [(documents as unknown[]).map((document) => stampDocument(document, owned)), ...rest],
  bulkWrite: ([operations, ...rest], owned, byName) => [(operations as Fields[]).map((operation) => bulkOperation(operation, owned, byName)), ...rest],
  aggregate: aggregateOn,
  estimatedDocumentCount: refuse("use countDocuments"),
  watch: refuse("use a worker for all tenants"),
  initializeOrderedBulkOp: refuse("use bulkWrite"),
  initializeUnorderedBulkOp: refuse("use bulkWrite"),
  drop: refuse("use deleteMany"),
  rename: refuse("use a migration"),
};

function aggregateOn([pipeline = [], ...rest]: Args, owned: OwnedCollection | undefined, byName: OwnedByName): Args {
  return [narrowedPipeline(pipeline as Fields[], owned, (name) => byName(name, "aggregate")), ...rest];
}

// One entry: the method's name and its arguments as one object.
function bulkOperation(operation: Fields, owned: OwnedCollection, byName: OwnedByName): Fields {
  const [method, entry] = Object.entries(operation)[0] ?? ["", {}];
  const { filter, update: change, replacement, document, ...rest } = entry as Fields;
  if (method === "insertOne") return { insertOne: { ...rest, document: stampDocument(document, owned) } };
  const second = method === "replaceOne" ? replacement : change;
  const narrowed = METHODS[method]?.([filter, second, rest], owned, byName);
  if (narrowed === undefined) throw refuseOperation(owned.operation, `write ${method} as an operation of its own`);
  const name = method === "replaceOne" ? "replacement" : "update";
  return { [method]: { ...rest, filter: narrowed[0], ...(second !== undefined && { [name]: narrowed[1] }) } };
}

function guardCollection({ collection }: Model, byName: OwnedByName): void {
  for (const [method, narrow] of Object.entries(METHODS)) {
    const original = collection[method] as Method | undefined;
    if (original === undefined) continue;
    collection[method] = (...args: unknown[]): unknown => {
      const owned = byName(collection.collectionName, method);
      if (owned !== undefined) return original.apply(collection, [...narrow(args, owned, byName)]);
      // A pipeline on a shared collection may reach into owned ones.
      return original.apply(collection, method === "aggregate" ? [...aggregateOn(args, undefined, byName)] : args);
    };
  }
}

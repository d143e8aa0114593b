import { isObject } from "../values.ts";
import { found, type Owner, ownerOf } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import { checkTenant } from "./stamp.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * What is asked of a MikroORM.
 *
 * @example
 * const orm: MikroOrmHandle = await MikroORM.init(options);
 */
export interface MikroOrmHandle {
  readonly em: object;
}

type Fields = Readonly<Record<string, unknown>>;

interface Manager {
  applyFilters(model: string, where: unknown, filters: unknown, verb: string, options?: Fields): Promise<unknown>;
  getEventManager(): { registerSubscriber(subscriber: object): void };
  getReference(model: string, key: unknown): unknown;
}

interface Row {
  // What it was when it was loaded; undefined for a new row and for a mere reference.
  readonly __helper: { readonly __originalEntityData?: Fields };
  [property: string]: unknown;
}

interface Change {
  readonly type: string;
  readonly entity: Row;
  readonly payload: Fields;
  readonly meta: { readonly className: string; readonly properties: Readonly<Record<string, { readonly type: string; readonly targetMeta?: unknown }>> };
}

interface Flush {
  readonly em: Manager;
  readonly uow: { getChangeSets(): readonly Change[]; recomputeSingleChangeSet(row: Row): void };
}

// What goes to the database past the filters.
const OPEN = ["insert", "insertMany", "upsert", "upsertMany", "nativeUpdate", "createQueryBuilder", "execute", "getKnex"];

/**
 * Keeps everything that the entity managers of a MikroORM (6) read and write inside the tenant in force: `orm.em`, its forks and those of a
 * RequestContext. It stands where they apply filters, whichever are switched off, and where they save rows. Models are entities, keys their
 * properties. No tenant throws TenantRequiredError; native writes, query builders and raw SQL throw ScopeRefusedError, except in
 * `withoutTenant`. Call it once, after `MikroORM.init()` and after other subscribers are registered.
 *
 * Concurrency: reads the caller's own context; a manager keeps what it loaded, so each tenant wants a fork of its own. Crash: nothing is kept.
 *
 * @example
 * mikroOrmTenantScope(orm, { owned: { Plot: "companyId", Invoice: "company" }, shared: ["Country"] });
 */
export function mikroOrmTenantScope(orm: MikroOrmHandle, models: TenantModels): void {
  const em = orm.em as Manager;
  const Open = em.constructor as new () => Manager;
  // Forks are made from the class, so that is where the scope stands: in one of this instance's own.
  class ScopedManager extends Open {
    override async applyFilters(model: string, where: unknown, filters: unknown, verb: string, options: Fields = {}): Promise<unknown> {
      const owner = ownerOf(models, model, verb);
      const theirs = await super.applyFilters(model, where, filters, verb, options);
      if (owner === undefined) return theirs;
      checkPlain([theirs, options], owner);
      if (Array.isArray(options["cache"])) throw refuseOperation(owner.operation, "leave the id of the cache out");
      return { $and: [{ [owner.key]: owner.tenant }, theirs ?? {}] };
    }
  }
  for (const method of OPEN) {
    const open = Reflect.get(em, method) as (...args: unknown[]) => unknown;
    Reflect.set(ScopedManager.prototype, method, function (this: Manager, ...args: unknown[]) {
      refuseScoped(`EntityManager.${method}`, "save entities");
      return open.apply(this, args);
    });
  }
  Object.setPrototypeOf(em, ScopedManager.prototype);
  em.getEventManager().registerSubscriber({
    onFlush({ em: manager, uow }: Flush) {
      for (const { entity, type, payload, meta } of uow.getChangeSets()) {
        const owner = ownerOf(models, meta.className, type.replace(/_.*/, ""));
        if (owner === undefined) continue;
        const { key, tenant } = owner;
        if (type !== "create") checkLoaded(entity, owner);
        else if ((payload[key] ?? undefined) === undefined) {
          const property = found(meta.properties[key], key, meta.className);
          entity[key] = property.targetMeta === undefined ? tenant : manager.getReference(property.type, tenant);
          uow.recomputeSingleChangeSet(entity);
          continue;
        }
        checkTenant(payload[key], owner);
      }
    },
  });
}

/** Refuses a row that was not loaded as the tenant's own: a mere reference may be anybody's. */
function checkLoaded({ __helper }: Row, { key, tenant, operation }: Owner): void {
  if (String(__helper.__originalEntityData?.[key]) !== String(tenant)) throw refuseOperation(operation, "load the row first");
}

/** Refuses SQL in conditions and options: it could set the tenant's condition aside. */
function checkPlain(value: unknown, owner: Owner): void {
  if (!isObject(value)) return;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if ("sql" in value || "toQuery" in value || (isPlain && Object.keys(value).some((name) => name.startsWith("[raw]")))) throw refuseOperation(owner.operation, "leave sql out");
  if (isPlain) for (const part of Object.values(value)) checkPlain(part, owner);
}

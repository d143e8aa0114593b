import { typeormExecutor } from "../../sql/executors/executors.ts";
import type { Uids } from "../create-uids.ts";
import { nextUid, type UidModels } from "./uid-models.ts";
import { own } from "../../values.ts";

/**
 * What is asked of a TypeORM DataSource.
 *
 * @example
 * const dataSource: TypeormUidHandle = await new DataSource(options).initialize();
 */
export interface TypeormUidHandle {
  readonly subscribers: readonly unknown[];
}

interface InsertEvent {
  readonly entity?: Record<string, unknown>;
  readonly metadata: { readonly name: string };
  readonly queryRunner: { readonly isTransactionActive: boolean; query(sql: string, params: unknown[]): PromiseLike<unknown> };
}

/**
 * Gives every new row of these entities its UID in `save` and `insert`; one that has a UID keeps it. Call it once, after `initialize()`.
 *
 * Concurrency: in a transaction, which `save` opens by itself, as `Uids.allocate`: gapless, and a rolled-back row's number is given again. `insert`
 * without one as `Uids.next`: unique, but a row that then fails leaves a gap. `listeners: false` gives none. Crash: as theirs.
 *
 * @example
 * typeormUids(dataSource, uids, { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } });
 */
export function typeormUids<Role extends string>(dataSource: TypeormUidHandle, uids: Uids<Role>, models: UidModels<Role>): void {
  // TypeORM tells of all rows of a save at once; their numbers shall follow their order.
  const turns = new WeakMap<object, Promise<unknown>>();
  const subscriber = {
    async beforeInsert({ entity, metadata, queryRunner }: InsertEvent): Promise<void> {
      const uid = own(models, metadata.name);
      if (uid === undefined || entity === undefined || Boolean(entity[uid.field])) return;
      const take = (): Promise<string> => nextUid(uids, uid.role, entity[uid.tenantKey], queryRunner.isTransactionActive ? typeormExecutor(queryRunner) : undefined);
      const mine = (turns.get(queryRunner) ?? Promise.resolve()).then(take);
      turns.set(
        queryRunner,
        mine.catch(() => undefined),
      );
      entity[uid.field] = await mine;
    },
  };
  (dataSource.subscribers as unknown[]).push(subscriber);
}

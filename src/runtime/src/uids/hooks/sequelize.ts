import { sequelizeExecutor } from "../../sql/executors/executors.ts";
import type { Uids } from "../create-uids.ts";
import { nextUid, type UidField, type UidModels } from "./uid-models.ts";
import { own } from "../../values.ts";

/**
 * What is asked of a Sequelize 6 instance.
 *
 * @example
 * const sequelize: SequelizeUidHandle = new Sequelize(process.env.DATABASE_URL);
 */
export interface SequelizeUidHandle {
  query(...args: never[]): PromiseLike<unknown>;
  addHook(hook: never, run: never): unknown;
}

interface NewRow {
  readonly isNewRecord: boolean;
  readonly constructor: { readonly name: string };
  get(field: string): unknown;
  set(field: string, value: string): unknown;
}

interface HookOptions {
  readonly transaction?: object | null;
  readonly fields?: string[];
  readonly skip?: string[];
}

/**
 * Gives every new row of these models its UID in `create`, `save` and `bulkCreate`; one that has a UID keeps it.
 *
 * Concurrency: in a transaction (given as an option or by CLS) as `Uids.allocate`: gapless, and a rolled-back row's number is given again.
 * Without one as `Uids.next`: unique, but a row that then fails leaves a gap. `upsert` and `hooks: false` give none. Crash: as theirs.
 *
 * @example
 * sequelizeUids(sequelize, uids, { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } });
 */
export function sequelizeUids<Role extends string>(sequelize: SequelizeUidHandle, uids: Uids<Role>, models: UidModels<Role>): void {
  const missingIn = (row: NewRow): UidField<Role> | undefined => {
    const { name } = row.constructor;
    const uid = own(models, name);
    return uid !== undefined && row.isNewRecord && !row.get(uid.field) ? uid : undefined;
  };
  const give = async (row: NewRow, { transaction, fields }: HookOptions): Promise<void> => {
    const uid = missingIn(row);
    if (uid === undefined) return;
    row.set(uid.field, await nextUid(uids, uid.role, row.get(uid.tenantKey), transaction ? sequelizeExecutor(sequelize, transaction) : undefined));
    if (fields?.includes(uid.field) === false) fields.push(uid.field);
  };
  const hooks: Record<string, (row: NewRow, options: HookOptions) => void | Promise<void>> = {
    // The number is taken after validation, which must not miss it: a row that is refused takes none.
    beforeValidate(row, { skip }) {
      const uid = missingIn(row);
      if (uid !== undefined) skip?.push(uid.field);
    },
    beforeCreate: give,
  };
  for (const [name, hook] of Object.entries(hooks)) sequelize.addHook(name as never, hook as never);
  const giveAll = async (rows: NewRow[], options: HookOptions): Promise<void> => {
    for (const row of rows) await give(row, options);
  };
  sequelize.addHook("beforeBulkCreate" as never, giveAll as never);
}

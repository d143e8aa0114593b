import { firstText, type SqlExecutor } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";
import type { SequenceDialect, SequenceStore, Step, StoreOptions } from "../sequence-dialect.ts";
import type { SequenceSeed, StoredKey } from "../sequence-key.ts";
import { startOf, type StartSyntax } from "../start-of.ts";
import { propertyOf } from "../../values.ts";
import { returned, returnedEach } from "./returned.ts";

/** PostgreSQL and PGlite. Tested on PostgreSQL 15 and PGlite (PostgreSQL 18). */
export const postgresSequences: SequenceDialect = {
  ddl: postgresSequencesDdl,
  store: postgresStore,
};

/** The table of counters. No surrogate id (the upsert would burn one per call), no second index, room for in-page updates. */
export function postgresSequencesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table)} (
  tenant text not null,
  name text not null,
  last bigint not null check (last between 0 and 9007199254740991),
  primary key (tenant, name)
) with (fillfactor = 50);`;
}

const START: StartSyntax = {
  query: (query) => `greatest((${query})::bigint, 0)`,
  parameter: "$1::text::bigint",
};

function postgresStore({ table: name, lockTimeout }: StoreOptions): SequenceStore {
  const table = quoteTable(name);
  const timed = lockTimeout === undefined ? UNTIMED : timedBy(lockTimeout);
  // Plain UPDATE first: the seed is read only when there is no row yet. Casts through text make every driver send text.
  const update = timed.wrap(
    `update ${table} as counter set last = counter.last + $3::text::bigint ${timed.from}
where counter.tenant = $1::text and counter.name = $2::text ${timed.and}
returning counter.last::text as last`,
  );
  const updateEach = updateEachIn(table, timed);
  const select = `select last::text as last from ${table} where tenant = $1::text and name = $2::text`;

  async function advance(db: SqlExecutor, { key, count, seed }: Step): Promise<string> {
    const updated = firstText(await db.query(update, [key.tenant, key.name, String(count)]), "last");
    return updated ?? upsert(db, key, count, seed, (start, step) => [`${start} + ${step}`, `counter.last + ${step}`]);
  }

  async function upsert(db: SqlExecutor, key: StoredKey, number: number, seed: SequenceSeed | undefined, values: Upserted): Promise<string> {
    const start = await startOf(seed, db, START);
    // The seed's own parameters come first, so that its SQL keeps its numbering and ours continues it.
    const at = start.params.length;
    const [first, later] = values(start.sql, `$${at + 3}::text::bigint`);
    const sql = timed.wrap(
      `insert into ${table} as counter (tenant, name, last)
select $${at + 1}::text, $${at + 2}::text, ${first} ${timed.from} where true ${timed.and}
on conflict (tenant, name) do update set last = ${later}
returning counter.last::text as last`,
    );
    return returned(await db.query(sql, [...start.params, key.tenant, key.name, String(number)]));
  }

  return {
    advance,
    next: advance,
    async allocateEach(tx, steps) {
      const asked = JSON.stringify(steps.map(({ key, count }) => ({ ...key, step: count })));
      const { rows } = await tx.query(updateEach, [asked]);
      const found = rows.filter((row) => propertyOf(row, "last") !== null);
      return found.length === 0 ? undefined : returnedEach({ rows: found });
    },
    raise: (db, key, minimum, seed) =>
      upsert(db, key, minimum, seed, (start, least) => [`greatest(${start}, ${least})`, "greatest(counter.last, excluded.last)"]),
    read: async (db, key) => firstText(await db.query(select, [key.tenant, key.name]), "last"),
  };
}

/** The number for a new row and for one that is there, from the seed's and the parameter's expressions. */
type Upserted = (start: string, parameter: string) => readonly [string, string];

// Nothing is written unless every counter is there. Rows are locked in one order for all callers, whatever the database's collation.
function updateEachIn(table: string, timed: Timed): string {
  return timed.wrap(
    `insert into ${table} as counter (tenant, name, last)
select asked.tenant, asked.name, asked.step from ${ASKED} ${timed.cross}
where (select count(*) from ${table} join ${ASKED} using (tenant, name)) = json_array_length($1::text::json) ${timed.and}
order by asked.tenant collate "C", asked.name collate "C"
on conflict (tenant, name) do update set last = counter.last + excluded.last
returning counter.tenant, counter.name, counter.last::text as last`,
    "taken.tenant, taken.name, taken.last",
  );
}

const ASKED = "json_to_recordset($1::text::json) as asked(tenant text, name text, step bigint)";

/** How statements are written so that they wait no longer than wished. */
interface Timed {
  wrap(statement: string, columns?: string): string;
  readonly from: string;
  readonly cross: string;
  readonly and: string;
}

const UNTIMED: Timed = { wrap: (statement) => statement, from: "", cross: "", and: "" };

// One round trip: the setting is made before the first row is locked, because the statement reads it, and put back after the last, so
// that the caller's transaction keeps its own.
function timedBy(milliseconds: number): Timed {
  return {
    wrap: (statement, columns = "taken.last") => `with wait as materialized (
  select current_setting('lock_timeout') as before, set_config('lock_timeout', '${milliseconds}ms', true) as now
), taken as (
${statement}
)
select ${columns}, set_config('lock_timeout', wait.before, true) as restored from wait left join taken on true`,
    from: "from wait",
    cross: "cross join wait",
    and: "and wait.now is not null",
  };
}

import { firstText, type SqlExecutor, type SqlResult } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";
import type { SequenceDialect, SequenceStore, Step, StoreOptions } from "../sequence-dialect.ts";
import { laneOf, type SequenceSeed, type StoredKey } from "../sequence-key.ts";
import { startOf, type StartSyntax } from "../start-of.ts";
import { returnedEach } from "./returned.ts";
import { expected } from "../../values.ts";

/** What sets MariaDB and MySQL apart: how a statement tells the number it wrote, and how it is made to wait less. */
export interface Flavour {
  /** Wraps the value that is to be told. */
  told(expression: string): string;
  /** What follows an upsert. */
  readonly returning: string;
  /** Whether `returning` gives the rows of an upsert of several. */
  readonly rows: boolean;
  /** Runs an upsert in the caller's transaction and gives the number it wrote. */
  inside(tx: SqlExecutor, upsert: Upsert): Promise<string>;
  /** The same on a handle where every statement commits by itself; `wait` as in `timed`. */
  alone(executor: SqlExecutor, wait: number | undefined, upsert: Upsert): Promise<string>;
  /** Runs `work` on one connection so that its statements wait for a lock no longer than `wait` seconds. */
  timed<T>(tx: SqlExecutor, wait: number, work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
}

/** One upsert of one counter. */
export type Upsert = (db: SqlExecutor) => Promise<SqlResult>;

/** The dialect of that flavour. */
export function mysqlFamily(flavour: Flavour): SequenceDialect {
  return { ddl: mysqlSequencesDdl, store: (options) => mysqlStore(options, flavour) };
}

/**
 * The table of counters. Texts are compared by their characters, because the servers' usual collation takes `Lekki` and `lekki`
 * for one company.
 */
export function mysqlSequencesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table, "`")} (
  tenant varchar(${MAX_TENANT}) character set utf8mb4 collate utf8mb4_bin not null,
  name varchar(200) character set utf8mb4 collate utf8mb4_bin not null,
  last bigint not null check (last between 0 and 9007199254740991),
  primary key (tenant, name)
) engine = InnoDB;`;
}

const MAX_TENANT = 255;
const KNOWN_KEYS = 10_000;
// Text added to a bigint would be counted in floating point.
const NUMBER = "cast(? as signed)";
const START: StartSyntax = { query: (query) => `greatest(coalesce((${query}), 0), 0)`, parameter: NUMBER };

function mysqlStore({ table: name, lockTimeout }: StoreOptions, flavour: Flavour): SequenceStore {
  const table = quoteTable(name, "`");
  const insert = `insert into ${table} (tenant, name, last) values`;
  // Counters whose row is committed: their seed has been read.
  const known = new Set<string>();
  // These databases count the wait in whole seconds.
  const wait = lockTimeout === undefined ? undefined : Math.ceil(lockTimeout / 1000);
  const timed = <T>(tx: SqlExecutor, work: (tx: SqlExecutor) => Promise<T>): Promise<T> =>
    wait === undefined ? work(tx) : flavour.timed(tx, wait, work);

  async function read(db: SqlExecutor, key: StoredKey): Promise<string | undefined> {
    return firstText(await db.query(`select cast(last as char) as last from ${table} where tenant = ? and name = ?`, [key.tenant, key.name]), "last");
  }

  // An UPDATE that finds no row would lock the gap in which the row is missing, and two first users would block each other for ever. So
  // there is only the upsert, and a look without a lock decides whether the seed is needed.
  async function seedNeeded(db: SqlExecutor, { key, seed }: Step): Promise<SequenceSeed | undefined> {
    if (seed === undefined || known.has(laneOf(key))) return undefined;
    return (await read(db, key)) === undefined ? seed : undefined;
  }

  async function add(db: SqlExecutor, step: Step): Promise<SqlResult> {
    const { key, count } = step;
    const start = await startOf(await seedNeeded(db, step), db, START);
    const sql = `${insert} (?, ?, ${flavour.told(`${start.sql} + ${NUMBER}`)})
on duplicate key update last = ${flavour.told(`last + ${NUMBER}`)}${flavour.returning}`;
    return db.query(sql, [key.tenant, key.name, ...start.params, String(count), String(count)]);
  }

  return {
    async advance(tx, step) {
      checkKey(step.key);
      return timed(tx, (db) => flavour.inside(db, (handle) => add(handle, step)));
    },
    async next(executor, step) {
      checkKey(step.key);
      const last = await flavour.alone(executor, wait, (db) => add(db, step));
      if (known.size >= KNOWN_KEYS) known.clear();
      if (step.seed !== undefined) known.add(laneOf(step.key));
      return last;
    },
    async allocateEach(tx, steps) {
      for (const { key } of steps) checkKey(key);
      for (const step of steps) if ((await seedNeeded(tx, step)) !== undefined) return undefined;
      const keys = steps.flatMap(({ key }) => [key.tenant, key.name]);
      const sql = `${insert} ${steps.map(() => `(?, ?, ${NUMBER})`).join(", ")} on duplicate key update last = last + values(last)`;
      const params = steps.flatMap(({ key, count }) => [key.tenant, key.name, String(count)]);
      return timed(tx, async (db) => {
        if (flavour.rows) return returnedEach(await db.query(`${sql} returning tenant, name, cast(last as char) as last`, params));
        await db.query(sql, params);
        const wanted = steps.map(() => "(tenant = ? and name = ?)").join(" or ");
        return returnedEach(await db.query(`select tenant, name, cast(last as char) as last from ${table} where ${wanted}`, keys));
      });
    },
    async raise(db, key, minimum, seed) {
      checkKey(key);
      const start = await startOf(seed, db, START);
      const sql = `${insert} (?, ?, greatest(${start.sql}, ${NUMBER})) on duplicate key update last = greatest(last, values(last))`;
      await db.query(sql, [key.tenant, key.name, ...start.params, String(minimum)]);
      return (await read(db, key)) ?? "";
    },
    read,
  };
}

// These databases cut a text that is too long when they are not strict, and ignore spaces at its end: two companies could share a counter.
function checkKey({ tenant, name }: StoredKey): void {
  if (tenant.length > MAX_TENANT) throw expected(`a tenant id of at most ${MAX_TENANT} characters`, tenant);
  for (const text of [tenant, name]) {
    if (text.endsWith(" ")) throw expected("no space at the end", text);
  }
}

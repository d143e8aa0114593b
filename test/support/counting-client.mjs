// Numbers invoices in transactions, and calls one by one, until somebody kills it. Arguments: the dialect and the server's address.
import { createSequences, mysqlExecutor } from "@ringfence/runtime";
import mysql from "mysql2/promise";
import pg from "pg";

const [dialect = "", config = "{}"] = process.argv.slice(2);
const address = /** @type {pg.PoolConfig & mysql.PoolOptions} */ (JSON.parse(config));
const { executor, transaction, mark } = dialect === "postgres" ? onPostgres(address) : onMysql(address);
const sequences = createSequences({ executor, dialect: /** @type {"postgres" | "mariadb"} */ (dialect) });
const done = { invoices: 0, calls: 0 };

await Promise.all([...Array.from({ length: 3 }, () => forever(invoice)), ...Array.from({ length: 3 }, () => forever(call))]);

/** @param {() => Promise<void>} work */
async function forever(work) {
  for (;;) await work();
}

async function invoice() {
  await transaction(async (tx) => {
    const number = await sequences.allocate(tx, { tenant: "lekki", name: "invoice" });
    await tx.query(`insert into invoices values (${mark})`, [number]);
  });
  done.invoices += 1;
  tell();
}

async function call() {
  const number = await sequences.next({ tenant: "lekki", name: "client call" });
  await executor.query(`insert into calls values (${mark})`, [number]);
  done.calls += 1;
  tell();
}

function tell() {
  if (Math.min(done.invoices, done.calls) === 10) console.log("in the middle of it");
}

/**
 * @typedef {import("@ringfence/runtime").SqlExecutor} SqlExecutor
 * @typedef {{ mark: string, executor: SqlExecutor, transaction: (this: void, work: (tx: SqlExecutor) => Promise<void>) => Promise<void> }} Database
 */

/**
 * @param {pg.PoolConfig} address
 * @returns {Database}
 */
function onPostgres(address) {
  const pool = new pg.Pool({ ...address, max: 6 });
  return {
    mark: "$1",
    executor: pool,
    async transaction(work) {
      const client = await pool.connect();
      await client.query("begin");
      await work(client);
      await client.query("commit");
      client.release();
    },
  };
}

/**
 * @param {mysql.PoolOptions} address
 * @returns {Database}
 */
function onMysql(address) {
  const pool = mysql.createPool({ ...address, connectionLimit: 6 });
  return {
    mark: "?",
    executor: mysqlExecutor(pool),
    async transaction(work) {
      const connection = await pool.getConnection();
      await connection.beginTransaction();
      await work(mysqlExecutor(connection));
      await connection.commit();
      connection.release();
    },
  };
}

// The ways to take a number that are measured beside each other. Each opens for so many callers and gives what one call of caller k does.
import pg from "pg";
import { createSequences } from "../../src/runtime/dist/esm/index.js";

/** @typedef {{ call: (caller: number) => Promise<unknown>, close: () => Promise<void> }} Opened */
/** @typedef {(config: pg.ClientConfig, callers: number) => Promise<Opened>} Way */

const KEYS = 1000;
const HOT = { tenant: "lekki", name: "invoice" };

export const TABLES = `
  create table if not exists ringfence_sequences (tenant text not null, name text not null, last bigint not null, primary key (tenant, name)) with (fillfactor = 50);
  insert into ringfence_sequences values ('lekki', 'invoice', 0);
  insert into ringfence_sequences select 'company-' || n, 'invoice', 0 from generate_series(0, ${KEYS - 1}) n;
  create table django (id serial primary key, tenant text not null, name text not null, last bigint not null, unique (tenant, name)) with (fillfactor = 50);
  insert into django (tenant, name, last) values ('lekki', 'invoice', 0);
  insert into django (tenant, name, last) select 'company-' || n, 'invoice', 0 from generate_series(0, ${KEYS - 1}) n;
  create table invoices (id bigserial primary key, tenant text not null, number bigint not null, unique (tenant, number));
  create table django_invoices (like invoices including all);
  create sequence plain;`;

const anyKey = () => ({ tenant: `company-${Math.floor(Math.random() * KEYS)}`, name: "invoice" });
const LOCK = "select last from django where tenant = $1 and name = $2 for update";
const RAISE = "update django set last = $3 where tenant = $1 and name = $2";
const STORE = "insert into invoices (tenant, number) values ($1, $2)";
const STORE_DJANGO = "insert into django_invoices (tenant, number) values ($1, $2)";
// What `next` sends, without the runtime around it.
const UPDATE = "update ringfence_sequences set last = last + 1 where tenant = $1 and name = $2 returning last::text as last";
const UPDATE_AND_STORE = `with taken as (${UPDATE}) insert into invoices (tenant, number) select $1, last::bigint from taken returning number`;

/**
 * A connection for each caller.
 * @param {(client: pg.Client) => () => Promise<unknown>} prepare
 * @returns {Way}
 */
const each = (prepare) => async (config, callers) => {
  const clients = await Promise.all(Array.from({ length: callers }, () => connected(config)));
  const calls = clients.map(prepare);
  return { call: (caller) => calls[caller]?.() ?? Promise.resolve(), close: async () => { await Promise.all(clients.map((client) => client.end())); } };
};

/**
 * One connection for all callers.
 * @param {(client: pg.Client) => () => Promise<unknown>} prepare
 * @returns {Way}
 */
const shared = (prepare) => async (config) => {
  const client = await connected(config);
  return { call: prepare(client), close: () => client.end() };
};

/** @param {pg.ClientConfig} config */
async function connected(config) {
  const client = new pg.Client(config);
  await client.connect();
  return client;
}

/** @param {pg.Client} client @param {() => Promise<unknown>} work */
async function inTransaction(client, work) {
  await client.query("begin");
  await work();
  await client.query("commit");
}

/** As django-sequences and its like do: lock the row, write it back. @param {pg.Client} client @param {{ tenant: string, name: string }} key */
async function takeDjango(client, { tenant, name }) {
  const { rows } = /** @type {{ rows: { last: string }[] }} */ (await client.query(LOCK, [tenant, name]));
  const last = Number(rows[0]?.last) + 1;
  await client.query(RAISE, [tenant, name, last]);
  return last;
}

/** @param {pg.Client} client */
const sequencesOn = (client) => createSequences({ executor: client, dialect: "postgres" });
// `allocate` wants to see a transaction, which is no pool.
/** @param {pg.Client} client */
const within = (client) => ({ query: (/** @type {string} */ sql, /** @type {unknown[]} */ params) => client.query(sql, params) });

/** @type {Readonly<Record<string, Way>>} */
export const WAYS = {
  nextval: each((client) => () => client.query("select nextval('plain')")),
  "the Django way": each((client) => () => inTransaction(client, () => takeDjango(client, HOT))),
  "the Django way, 1000 keys": each((client) => () => inTransaction(client, () => takeDjango(client, anyKey()))),
  "the Django way + insert": each((client) => () => inTransaction(client, async () => client.query(STORE_DJANGO, ["lekki", await takeDjango(client, HOT)]))),
  "update … returning": each((client) => () => client.query(UPDATE, [HOT.tenant, HOT.name])),
  "next()": each((client) => {
    const sequences = sequencesOn(client);
    return () => sequences.next(HOT);
  }),
  "next(), 1000 keys": each((client) => {
    const sequences = sequencesOn(client);
    return () => sequences.next(anyKey());
  }),
  "next(), coalesced": shared((client) => {
    const sequences = sequencesOn(client);
    return () => sequences.next(HOT);
  }),
  "block(100)": shared((client) => {
    const block = sequencesOn(client).block(HOT, 100);
    return () => block.next();
  }),
  "allocate() + insert": each((client) => {
    const sequences = sequencesOn(client);
    const tx = within(client);
    return () => inTransaction(client, async () => client.query(STORE, ["lekki", await sequences.allocate(tx, HOT)]));
  }),
  "one statement with insert": each((client) => () => client.query(UPDATE_AND_STORE, [HOT.tenant, HOT.name])),
};

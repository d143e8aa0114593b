import { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { onEvent, prismaTenantScope, ScopeRefusedError, TenantRequiredError, withoutTenant, withTenant } from "../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT } from "./support/databases.ts";
import { generatedPrisma } from "./support/prisma-client.ts";
import { createEstate, ESTATE_SCHEMA, fillEstate, rowsOf } from "./support/prisma-estate.ts";

type Call = (args?: object) => Promise<unknown>;
type Operation =
  | "findUnique" | "findUniqueOrThrow" | "findFirst" | "findFirstOrThrow" | "findMany" | "count" | "aggregate" | "groupBy"
  | "create" | "createMany" | "createManyAndReturn" | "update" | "updateMany" | "updateManyAndReturn" | "upsert" | "delete" | "deleteMany";
type Models = Record<"company" | "country" | "estate" | "plot" | "tag" | "offer" | "deed" | "audit", Record<Operation, Call>>;
interface Client extends Models {
  $extends(extension: unknown): Client;
  $transaction<T>(work: (tx: Client) => Promise<T>): Promise<T>;
  $transaction(batch: Promise<unknown>[]): Promise<unknown[]>;
  $queryRawUnsafe(sql: string): Promise<unknown>;
  $queryRaw(strings: TemplateStringsArray): Promise<unknown>;
  $executeRawUnsafe(sql: string): Promise<unknown>;
}

const MODELS = { owned: { Company: "id", Estate: "companyId", Plot: "companyId", Tag: "companyId", Offer: "companyId", Deed: "companyId" }, shared: ["Country"] };

let pglite: PGlite;
let base: Client;
let db: Client;
let remove: () => void;
let fresh: { readonly ikoyi: string; readonly lekki: string } | undefined;

beforeAll(async () => {
  const generated = generatedPrisma(ESTATE_SCHEMA);
  ({ remove } = generated);
  pglite = await PGlite.create();
  await createEstate(pglite);
  base = new generated.PrismaClient({ adapter: new PrismaPGlite(pglite) }) as Client;
  db = base.$extends(prismaTenantScope(MODELS));
}, BOOT_TIMEOUT);
afterAll(async () => {
  await pglite.close();
  remove();
});
beforeEach(async () => {
  const now = await state();
  if (now.lekki === fresh?.lekki && now.ikoyi === fresh.ikoyi) return;
  await fillEstate(pglite);
  fresh = await state();
});

const state = async () => ({ ikoyi: await rowsOf(pglite, "ikoyi"), lekki: await rowsOf(pglite, "lekki") });

const asLekki = <T>(work: () => Promise<T>): Promise<T> => withTenant("lekki", work);

interface Case {
  readonly name: string;
  readonly run: (client: Client) => Promise<unknown>;
  /** What comes back, or a part of it. */
  readonly gives?: unknown;
  /** What Lekki has afterwards, in part. */
  readonly leaves?: RegExp;
  readonly fails?: string | RegExp;
}

const READS: readonly Case[] = [
  { name: "findMany", run: (c) => c.plot.findMany({ orderBy: { id: "asc" }, select: { id: true } }), gives: [{ id: 11 }, { id: 13 }] },
  { name: "findMany without arguments", run: (c) => c.estate.findMany(), gives: [{ id: 1 }] },
  { name: "findMany of the company itself", run: (c) => c.company.findMany(), gives: [{ id: "lekki" }] },
  { name: "findMany of a foreign key", run: (c) => c.plot.findMany({ where: { companyId: "ikoyi" } }), gives: [] },
  { name: "findMany with OR", run: (c) => c.plot.findMany({ where: { OR: [{ number: 1 }, { companyId: "ikoyi" }] } }), gives: [{ id: 11 }] },
  { name: "findMany with AND and OR", run: (c) => c.plot.findMany({ where: { AND: { OR: [{ number: 1 }, { id: 12 }] } } }), gives: [{ id: 11 }] },
  { name: "findMany with NOT", run: (c) => c.plot.findMany({ where: { NOT: { companyId: "lekki" } } }), gives: [] },
  { name: "findMany with undefined", run: (c) => c.plot.findMany({ where: { companyId: undefined, number: 1 } }), gives: [{ id: 11 }] },
  { name: "findFirst", run: (c) => c.plot.findFirst({ where: { note: "secret" } }), gives: null },
  { name: "findFirstOrThrow", run: (c) => c.plot.findFirstOrThrow({ where: { id: 12 } }), fails: "P2025" },
  { name: "findUnique of its own", run: (c) => c.plot.findUnique({ where: { id: 11 } }), gives: { id: 11 } },
  { name: "findUnique of a foreign id", run: (c) => c.plot.findUnique({ where: { id: 12 } }), gives: null },
  { name: "findUnique by a compound key", run: (c) => c.plot.findUnique({ where: { companyId_number: { companyId: "ikoyi", number: 1 } } }), gives: null },
  { name: "findUniqueOrThrow", run: (c) => c.plot.findUniqueOrThrow({ where: { id: 12 } }), fails: "P2025" },
  { name: "count", run: (c) => c.plot.count(), gives: 2 },
  { name: "count with select", run: (c) => c.plot.count({ select: { _all: true } }), gives: { _all: 2 } },
  { name: "aggregate", run: (c) => c.plot.aggregate({ _max: { id: true }, _count: true }), gives: { _max: { id: 13 }, _count: 2 } },
  { name: "groupBy", run: (c) => c.plot.groupBy({ by: ["companyId"], _count: true, orderBy: { companyId: "asc" } }), gives: [{ companyId: "lekki", _count: 2 }] },
  { name: "a foreign cursor", run: (c) => c.plot.findMany({ cursor: { id: 12 }, orderBy: { id: "asc" } }), gives: [] },
  { name: "its own cursor", run: (c) => c.plot.findMany({ cursor: { id: 13 }, orderBy: { id: "asc" } }), gives: [{ id: 13 }] },
  { name: "many findUnique at once", run: (c) => Promise.all([11, 12, 13, 14].map((id) => c.plot.findUnique({ where: { id }, select: { id: true } }))), gives: [{ id: 11 }, null, { id: 13 }, null] },
];

const LOADS: readonly Case[] = [
  { name: "include of a list", run: (c) => c.estate.findMany({ include: { plots: { orderBy: { id: "asc" } } } }), gives: [{ plots: [{ id: 11 }, { id: 13 }] }] },
  { name: "include of a list under a shared row", run: (c) => c.country.findMany({ include: { estates: true } }), gives: [{ code: "NG", estates: [{ id: 1 }] }] },
  { name: "include over two shared steps", run: (c) => c.estate.findMany({ include: { country: { include: { estates: { select: { id: true } } } } } }), gives: [{ country: { estates: [{ id: 1 }] } }] },
  { name: "include with a filter of its own", run: (c) => c.country.findMany({ include: { estates: { where: { OR: [{ id: 2 }, { id: 1 }] } } } }), gives: [{ estates: [{ id: 1 }] }] },
  { name: "select of a list", run: (c) => c.country.findMany({ select: { estates: { select: { plots: { select: { id: true }, orderBy: { id: "asc" } } } } } }), gives: [{ estates: [{ plots: [{ id: 11 }, { id: 13 }] }] }] },
  { name: "select: false", run: (c) => c.country.findMany({ select: { code: true, estates: false } }), gives: [{ code: "NG" }] },
  { name: "_count: true", run: (c) => c.country.findMany({ include: { _count: true } }), gives: [{ _count: { estates: 1 } }] },
  { name: "_count with select", run: (c) => c.country.findMany({ select: { _count: { select: { estates: true } } } }), gives: [{ _count: { estates: 1 } }] },
  { name: "_count with a filter", run: (c) => c.country.findMany({ select: { _count: { select: { estates: { where: { name: "secret" } } } } } }), gives: [{ _count: { estates: 0 } }] },
  { name: "some", run: (c) => c.country.findMany({ where: { estates: { some: { name: "secret" } } } }), gives: [] },
  { name: "none", run: (c) => c.country.findMany({ where: { estates: { none: { name: "secret" } } } }), gives: [{ code: "NG" }] },
  { name: "every", run: (c) => c.country.findMany({ where: { estates: { every: { name: "Palm" } } } }), gives: [{ code: "NG" }] },
  { name: "a filter through a shared row", run: (c) => c.estate.findMany({ where: { country: { estates: { some: { name: "secret" } } } } }), gives: [] },
  { name: "is", run: (c) => c.plot.findMany({ where: { estate: { is: { name: "Palm" } } } }), gives: [{ id: 11 }, { id: 13 }] },
  { name: "is null", run: (c) => c.plot.findMany({ where: { estate: null } }), gives: [] },
  { name: "order by rows of all companies", run: (c) => c.country.findMany({ orderBy: { estates: { _count: "desc" } } }), fails: /Country\.findMany is not scoped/ },
  { name: "order by related rows", run: (c) => c.plot.findMany({ orderBy: [{ estate: { name: "asc" } }, { tags: { _count: "desc" } }, { id: "asc" }] }), gives: [{ id: 11 }, { id: 13 }] },
  { name: "fluent", run: (c) => (c.estate.findUnique({ where: { id: 1 } }) as unknown as { plots: Call }).plots({ where: { number: 1 } }), gives: [{ id: 11 }] },
  { name: "fluent from a foreign row", run: (c) => (c.estate.findUnique({ where: { id: 2 } }) as unknown as { plots: Call }).plots(), gives: null },
  { name: "fluent through a shared row", run: (c) => (c.country.findUnique({ where: { code: "NG" } }) as unknown as { estates: Call }).estates(), gives: [{ id: 1 }] },
];

const CREATES: readonly Case[] = [
  { name: "create", run: (c) => c.plot.create({ data: { number: 3 } }), gives: { companyId: "lekki", number: 3 } },
  { name: "create with its own key", run: (c) => c.plot.create({ data: { number: 3, companyId: "lekki" } }), gives: { companyId: "lekki" } },
  { name: "create for another company", run: (c) => c.plot.create({ data: { number: 3, companyId: "ikoyi" } }), fails: /Plot\.create is not scoped/ },
  { name: "create that connects another company", run: (c) => c.plot.create({ data: { number: 3, company: { connect: { id: "ikoyi" } } } }), fails: /Plot\.create is not scoped/ },
  { name: "create that connects its company", run: (c) => c.plot.create({ data: { number: 3, company: { connect: { id: "lekki" } } } }), gives: { companyId: "lekki" } },
  { name: "create that makes a company", run: (c) => c.plot.create({ data: { number: 3, company: { create: { id: "epe", name: "Epe" } } } }), fails: /Plot\.create is not scoped/ },
  { name: "create with its own foreign key", run: (c) => c.plot.create({ data: { number: 3, estateId: 1 }, include: { estate: true } }), gives: { estate: { id: 1 } } },
  { name: "create with a foreign company's foreign key", run: (c) => c.plot.create({ data: { number: 3, estateId: 2 }, include: { estate: true } }), fails: /estateId/ },
  { name: "create with connect", run: (c) => c.plot.create({ data: { number: 3, estate: { connect: { id: 1 } }, tags: { connect: [{ id: 1 }] } } }), gives: { companyId: "lekki", estateId: 1 } },
  { name: "create with a foreign connect", run: (c) => c.plot.create({ data: { number: 3, estate: { connect: { id: 2 } } } }), fails: "P2025" },
  { name: "create with a foreign connect in a list", run: (c) => c.plot.create({ data: { number: 3, tags: { connect: { id: 2 } } } }), fails: "P2025" },
  { name: "create with nested create", run: (c) => c.estate.create({ data: { name: "New", plots: { create: [{ number: 3 }, { number: 4 }] } }, include: { plots: true } }), gives: { companyId: "lekki", plots: [{ companyId: "lekki" }, { companyId: "lekki" }] } },
  { name: "create with nested create for another company", run: (c) => c.estate.create({ data: { name: "New", plots: { create: { number: 3, companyId: "ikoyi" } } } }), fails: /Estate\.create is not scoped/ },
  { name: "create with nested create of a single row", run: (c) => c.plot.create({ data: { number: 3, estate: { create: { name: "New" } } }, include: { estate: true } }), gives: { companyId: "lekki", estate: { companyId: "lekki" } } },
  { name: "create with nested create that connects", run: (c) => c.estate.create({ data: { name: "New", plots: { create: { number: 3, seller: { connect: { id: 1 } } } } }, include: { plots: true } }), gives: { plots: [{ companyId: "lekki", sellerId: 1 }] } },
  { name: "create with nested create that connects a foreign row", run: (c) => c.estate.create({ data: { name: "New", plots: { create: { number: 3, seller: { connect: { id: 2 } } } } } }), fails: "P2025" },
  { name: "create with nested foreign key", run: (c) => c.estate.create({ data: { name: "New", plots: { create: { number: 3, sellerId: 2 } } } }), fails: /sellerId/ },
  { name: "create with nested createMany", run: (c) => c.estate.create({ data: { name: "New", plots: { createMany: { data: [{ number: 3 }] } } }, include: { plots: true } }), gives: { plots: [{ companyId: "lekki" }] } },
  { name: "create with connectOrCreate of a foreign row", run: (c) => c.plot.create({ data: { number: 3, tags: { connectOrCreate: { where: { id: 2 }, create: { name: "own" } } } }, include: { tags: true } }), gives: { tags: [{ companyId: "lekki", name: "own" }] } },
  { name: "create with connectOrCreate", run: (c) => c.plot.create({ data: { number: 3, tags: { connectOrCreate: { where: { id: 1 }, create: { name: "own" } } } }, include: { tags: true } }), gives: { tags: [{ id: 1 }] } },
  { name: "create under a key that holds the company's", run: (c) => c.plot.create({ data: { number: 3, deeds: { create: {} } }, include: { deeds: true } }), gives: { deeds: [{ companyId: "lekki" }] } },
  { name: "create with a key that holds the company's", run: (c) => c.deed.create({ data: { plotId: 13 } }), gives: { companyId: "lekki", plotId: 13 } },
  { name: "create under the company", run: (c) => c.company.update({ where: { id: "lekki" }, data: { plots: { create: { number: 3 } } }, include: { plots: { where: { number: 3 } } } }), gives: { plots: [{ companyId: "lekki" }] } },
  { name: "create under a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { create: { name: "New" } } }, include: { estates: { where: { name: "New" } } } }), gives: { estates: [{ companyId: "lekki" }] } },
  { name: "create that includes", run: (c) => c.estate.create({ data: { name: "New", country: { connect: { code: "NG" } } }, include: { country: { include: { estates: true } } } }), gives: { country: { estates: [{ companyId: "lekki" }, { companyId: "lekki" }] } } },
  { name: "createMany", run: (c) => c.plot.createMany({ data: [{ number: 3 }, { number: 4, estateId: 1 }] }), gives: { count: 2 }, leaves: /"number": 4/ },
  { name: "createMany with one row", run: (c) => c.plot.createMany({ data: { number: 3 } }), gives: { count: 1 }, leaves: /"number": 3/ },
  { name: "createMany with a foreign company's row", run: (c) => c.plot.createMany({ data: [{ number: 3 }, { number: 4, companyId: "ikoyi" }] }), fails: /Plot\.createMany is not scoped/ },
  { name: "createMany with a foreign foreign key", run: (c) => c.plot.createMany({ data: [{ number: 3, estateId: 1 }, { number: 4, estateId: 2 }] }), fails: /estateId/ },
  { name: "createManyAndReturn", run: (c) => c.plot.createManyAndReturn({ data: [{ number: 3 }], include: { estate: true } }), gives: [{ companyId: "lekki", estate: null }] },
];

const UPDATES: readonly Case[] = [
  { name: "update", run: (c) => c.plot.update({ where: { id: 11 }, data: { note: "new" } }), gives: { note: "new" } },
  { name: "update of a foreign row", run: (c) => c.plot.update({ where: { id: 12 }, data: { note: "new" } }), fails: "P2025" },
  { name: "update by a foreign compound key", run: (c) => c.plot.update({ where: { companyId_number: { companyId: "ikoyi", number: 1 } }, data: { note: "new" } }), fails: "P2025" },
  { name: "update of the key", run: (c) => c.plot.update({ where: { id: 11 }, data: { companyId: "ikoyi" } }), fails: /Plot\.update is not scoped/ },
  { name: "update of the key with set", run: (c) => c.plot.update({ where: { id: 11 }, data: { companyId: { set: "ikoyi" } } }), fails: /Plot\.update is not scoped/ },
  { name: "update of the key over the relation", run: (c) => c.plot.update({ where: { id: 11 }, data: { company: { connect: { id: "ikoyi" } } } }), fails: /Plot\.update is not scoped/ },
  { name: "update of the key by another unique key", run: (c) => c.plot.update({ where: { id: 11 }, data: { company: { connect: { name: "secret" } } } }), fails: /Plot\.update is not scoped/ },
  { name: "update of the company over the relation", run: (c) => c.plot.update({ where: { id: 11 }, data: { company: { update: { name: "New" } } }, include: { company: true } }), gives: { company: { name: "New" } } },
  { name: "update with a foreign foreign key", run: (c) => c.plot.update({ where: { id: 11 }, data: { estateId: 2 } }), fails: /estateId/ },
  { name: "update with a foreign foreign key in set", run: (c) => c.plot.update({ where: { id: 11 }, data: { estateId: { set: 2 } } }), fails: /estateId/ },
  { name: "update with a counted foreign key", run: (c) => c.plot.update({ where: { id: 11 }, data: { estateId: { increment: 1 } } }), fails: /estate/ },
  { name: "update with no foreign key", run: (c) => c.plot.update({ where: { id: 11 }, data: { estateId: null } }), gives: { estateId: null } },
  { name: "update with a foreign connect", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { connect: { id: 2 } } } }), fails: "P2025" },
  { name: "update with disconnect", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { disconnect: true } } }), gives: { estateId: null } },
  { name: "update that includes", run: (c) => c.estate.update({ where: { id: 1 }, data: { name: "New" }, include: { country: { include: { estates: true } } } }), gives: { country: { estates: [{ id: 1 }] } } },
  { name: "updateMany", run: (c) => c.plot.updateMany({ data: { note: "new" } }), gives: { count: 2 } },
  { name: "updateMany with OR", run: (c) => c.plot.updateMany({ where: { OR: [{ id: 12 }, { id: 11 }] }, data: { note: "new" } }), gives: { count: 1 } },
  { name: "updateMany of the key", run: (c) => c.plot.updateMany({ data: { companyId: "ikoyi" } }), fails: /Plot\.updateMany is not scoped/ },
  { name: "updateMany with a foreign foreign key", run: (c) => c.plot.updateMany({ data: { estateId: 2 } }), fails: /estateId/ },
  { name: "updateManyAndReturn", run: (c) => c.plot.updateManyAndReturn({ where: { number: 1 }, data: { note: "new" }, include: { estate: true } }), gives: [{ id: 11, note: "new", estate: { id: 1 } }] },
  { name: "upsert of its own row", run: (c) => c.plot.upsert({ where: { id: 11 }, create: { number: 9 }, update: { note: "new" } }), gives: { id: 11, note: "new" } },
  { name: "upsert of a foreign row", run: (c) => c.plot.upsert({ where: { id: 12 }, create: { number: 9 }, update: { note: "new" } }), gives: { companyId: "lekki", number: 9 } },
  { name: "upsert over a unique column of a foreign row", run: (c) => c.plot.upsert({ where: { uid: "IKO" }, create: { uid: "IKO", number: 9 }, update: { note: "new" } }), fails: "P2002" },
  { name: "upsert by a foreign compound key", run: (c) => c.plot.upsert({ where: { companyId_number: { companyId: "ikoyi", number: 1 } }, create: { number: 1, companyId: "ikoyi" }, update: {} }), fails: /Plot\.upsert is not scoped/ },
  { name: "upsert that changes the key", run: (c) => c.plot.upsert({ where: { id: 11 }, create: { number: 9 }, update: { companyId: "ikoyi" } }), fails: /Plot\.upsert is not scoped/ },
];

const NESTED: readonly Case[] = [
  { name: "update of a list's row", run: (c) => c.estate.update({ where: { id: 1 }, data: { plots: { update: { where: { id: 11 }, data: { note: "new" } } } } }), leaves: /"note": "new"/ },
  { name: "update of a list's row with the key", run: (c) => c.estate.update({ where: { id: 1 }, data: { plots: { update: { where: { id: 11 }, data: { companyId: "ikoyi" } } } } }), fails: /Estate\.update is not scoped/ },
  { name: "update through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { update: { where: { id: 2 }, data: { name: "new" } } } } }), fails: /P20(?:17|25)/ },
  { name: "updateMany through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { updateMany: { where: {}, data: { name: "new" } } } } }), leaves: /"name": "new"/ },
  { name: "deleteMany through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { deleteMany: {} } } }) },
  { name: "delete through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { delete: { id: 2 } } } }), fails: /P20(?:17|25)/ },
  { name: "disconnect through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { disconnect: { id: 2 } } } }) },
  { name: "connect of a foreign row", run: (c) => c.estate.update({ where: { id: 1 }, data: { plots: { connect: { id: 12 } } } }), fails: /P20(?:18|25)/ },
  { name: "set with a foreign row", run: (c) => c.plot.update({ where: { id: 11 }, data: { tags: { set: [{ id: 2 }] } } }), fails: /P20(?:18|25)/ },
  { name: "set with nothing", run: (c) => c.plot.update({ where: { id: 11 }, data: { tags: { set: [] } }, include: { tags: true } }), gives: { tags: [] } },
  { name: "upsert through a shared row", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { upsert: { where: { id: 2 }, create: { name: "own" }, update: { name: "new" } } } } }), leaves: /"name": "own"/ },
  { name: "update of a single row", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { update: { name: "new" } } } }), leaves: /"name": "new"/ },
  { name: "update of a single row with a filter", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { update: { where: { name: "Palm" }, data: { name: "new" } } } } }), leaves: /"name": "new"/ },
  { name: "update of a single row with the key", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { update: { companyId: "ikoyi" } } } }), fails: /Plot\.update is not scoped/ },
  { name: "upsert of a single row", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { upsert: { create: { name: "own" }, update: { name: "new" } } } } }), leaves: /"name": "new"/ },
  { name: "delete of a single row", run: (c) => c.plot.update({ where: { id: 11 }, data: { estate: { delete: true } } }) },
  { name: "two steps down", run: (c) => c.country.update({ where: { code: "NG" }, data: { estates: { update: { where: { id: 1 }, data: { plots: { create: { number: 7 } } } } } } }), leaves: /"number": 7/ },
];

const DELETES: readonly Case[] = [
  { name: "delete", run: (c) => c.plot.delete({ where: { id: 11 } }), gives: { id: 11 } },
  { name: "delete of a foreign row", run: (c) => c.plot.delete({ where: { id: 12 } }), fails: "P2025" },
  { name: "deleteMany", run: (c) => c.plot.deleteMany(), gives: { count: 2 } },
  { name: "deleteMany with OR", run: (c) => c.plot.deleteMany({ where: { OR: [{ id: 12 }, { number: 1 }] } }), gives: { count: 1 } },
];

const REFUSED: readonly Case[] = [
  { name: "$queryRawUnsafe", run: (c) => c.$queryRawUnsafe('select * from "Plot"'), fails: /\$queryRawUnsafe is not scoped/ },
  { name: "$queryRaw", run: (c) => c.$queryRaw`select * from "Plot"`, fails: /\$queryRaw is not scoped/ },
  { name: "$executeRawUnsafe", run: (c) => c.$executeRawUnsafe('delete from "Plot"'), fails: /\$executeRawUnsafe is not scoped/ },
  { name: "a model in neither list", run: (c) => c.audit.findMany(), fails: /name "Audit" among/ },
  { name: "raw SQL in a transaction", run: (c) => c.$transaction((tx) => tx.$queryRawUnsafe('select * from "Plot"')), fails: /\$queryRawUnsafe is not scoped/ },
];

async function outcome(run: () => Promise<unknown>): Promise<{ result?: unknown; error?: Error & { code?: string } }> {
  try {
    return { result: await run() };
  } catch (error) {
    return { error: error as Error };
  }
}

describe("a scoped Prisma client", () => {
  const tables = { READS, LOADS, CREATES, UPDATES, NESTED, DELETES, REFUSED };
  const cases = Object.values(tables).flat();

  it.each(cases)("keeps to its own rows: $name", async ({ run, gives, leaves, fails }) => {
    const { result, error } = await outcome(() => asLekki(() => run(db)));
    if (fails === undefined) expect(error).toBeUndefined();
    else expect(typeof fails === "string" ? error?.code : `${error?.code} ${error?.message}`).toMatch(fails);
    if (fails instanceof RegExp && !fails.source.startsWith("P20")) expect(error).toBeInstanceOf(ScopeRefusedError);
    if (gives === null || typeof gives !== "object") expect(fails === undefined && gives !== undefined ? result : gives).toBe(gives);
    else expect(result).toMatchObject(gives);
    expect(JSON.stringify([result])).not.toMatch(/secret|ikoyi/);
    const after = await state();
    expect(after.ikoyi).toBe(fresh?.ikoyi);
    if (fails !== undefined) expect(after.lekki).toBe(fresh?.lekki);
    if (leaves !== undefined) expect(after.lekki).toMatch(leaves);
  });

  it("refuses without a tenant, whatever the operation", async () => {
    const sharedOnly = ["select: false", "order by rows of all companies", "a model in neither list"];
    for (const { name, run } of cases.filter((one) => !sharedOnly.includes(one.name))) expect((await outcome(() => run(db))).error, name).toBeInstanceOf(TenantRequiredError);
    expect(await state()).toEqual(fresh);
  });

  it("needs no tenant where nothing but shared models is touched", async () => {
    expect(await db.country.findMany({ where: { code: "NG" } })).toEqual([{ code: "NG" }]);
  });

  it("lets everything pass in withoutTenant", async () => {
    await withoutTenant("the test counts all rows", async () => {
      expect(await db.plot.findMany()).toHaveLength(4);
      expect(await db.$queryRawUnsafe('select * from "Plot"')).toHaveLength(4);
      expect(await db.audit.findMany()).toEqual([]);
      expect(await db.plot.update({ where: { id: 12 }, data: { companyId: "lekki", number: 8 } })).toMatchObject({ companyId: "lekki" });
    });
  });

  it("does not load a foreign row that an old foreign key leads to", async () => {
    await pglite.exec(`insert into "Offer" values (3, 'lekki', 12); update "Plot" set "estateId" = 2 where id = 11`);
    await asLekki(async () => {
      expect(await db.offer.findMany({ include: { plot: true } })).toMatchObject([{ id: 1 }]);
      expect(await db.offer.findUnique({ where: { id: 3 }, include: { plot: { select: { note: true } } } })).toBeNull();
      expect(await db.offer.findMany({ select: { id: true } })).toHaveLength(2);
      expect(await db.plot.findUnique({ where: { id: 11 }, include: { estate: true } })).toMatchObject({ estate: null });
      expect(await db.offer.findMany({ where: { plot: { note: "secret" } } })).toEqual([]);
      await expect(db.offer.update({ where: { id: 3 }, data: { plot: { update: { note: "new" } } } })).rejects.toThrow();
      await expect(db.plot.update({ where: { id: 11 }, data: { estate: { update: { name: "new" } } } })).rejects.toThrow();
      await expect(db.plot.update({ where: { id: 11 }, data: { estate: { delete: true } } })).rejects.toThrow();
    });
    expect(await rowsOf(pglite, "ikoyi")).not.toContain("new");
  });

  it("stays scoped in an interactive transaction, and sees the rows made in it", async () => {
    await asLekki(() =>
      db.$transaction(async (tx) => {
        expect(await tx.plot.count()).toBe(2);
        const estate = (await tx.estate.create({ data: { name: "New" } })) as { id: number };
        expect(await tx.plot.create({ data: { number: 5, estateId: estate.id } })).toMatchObject({ companyId: "lekki", estateId: estate.id });
        await expect(tx.plot.create({ data: { number: 6, estateId: 2 } })).rejects.toThrow(ScopeRefusedError);
        expect(await tx.plot.updateMany({ data: { note: "new" } })).toEqual({ count: 3 });
      }),
    );
    expect(await rowsOf(pglite, "ikoyi")).not.toContain("new");
  });

  it("stays scoped in a batch", async () => {
    const batch = () => db.$transaction([db.plot.count(), db.plot.create({ data: { number: 5, estateId: 1 } }), db.plot.deleteMany()]);
    expect(await asLekki(batch)).toMatchObject([2, { companyId: "lekki" }, { count: 3 }]);
    await expect(batch()).rejects.toThrow(TenantRequiredError);
    expect(await rowsOf(pglite, "ikoyi")).toContain('"number": 1');
  });

  it("rolls back with the transaction", async () => {
    const work = db.$transaction.bind(db);
    await expect(asLekki(() => work(async (tx) => Promise.reject(new Error(`${(await tx.plot.deleteMany() as { count: number }).count} gone`))))).rejects.toThrow("2 gone");
    expect(await pglite.query('select * from "Plot"')).toMatchObject({ rows: { length: 4 } });
  });

  it("keeps tenants that work at the same time apart", async () => {
    const counts = await Promise.all(["lekki", "ikoyi", "lekki", "ikoyi"].map((company) => withTenant(company, () => db.plot.findMany({ select: { companyId: true } }))));
    expect(counts).toEqual(["lekki", "ikoyi", "lekki", "ikoyi"].map((companyId) => [{ companyId }, { companyId }]));
  });

  it("tells the listeners what it refused, without values", async () => {
    const events: unknown[] = [];
    const stop = onEvent("all", (event) => events.push(event));
    await outcome(() => asLekki(() => db.$queryRawUnsafe("select 'secret'")));
    await outcome(() => asLekki(() => db.plot.create({ data: { companyId: "ikoyi", number: 3 } })));
    stop();
    expect(events).toMatchObject([{ reason: "unscoped-operation", operation: "$queryRawUnsafe", tenant: "lekki" }, { type: "cross-tenant", from: "lekki", to: "ikoyi", isAllowed: false }]);
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("refuses a schema that is not the client's", () => {
    expect(() => base.$extends(prismaTenantScope(MODELS, { schema: "model Plot {\n  id Int @id\n}" }))).toThrow("no relation Company.estates");
  });
});

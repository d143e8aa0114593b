import { readFileSync } from "node:fs";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compareUid,
  createPrefixRegistry,
  createSequences,
  createUids,
  formatUid,
  parseUid,
  POSTGRES_UID_PREFIXES_DDL,
  prefixCandidates,
  PrefixMissingError,
  type PrefixRegistry,
  PrefixTakenError,
  type Sequences,
  type SqlExecutor,
  TableMissingError,
  TenantRequiredError,
  type Uids,
  uidPrefixesDdl,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, databaseKinds, type TestDatabase } from "./support/databases.ts";
import { seededRandom } from "./support/race.ts";
import { openSqlite } from "./support/sqlite.ts";

interface Vectors {
  readonly valid: readonly { uid: string; prefix: string; role: string; number: number }[];
  readonly invalid: readonly { uid: string; why: string }[];
  readonly ascending: readonly string[];
  readonly prefixes: readonly { name: string; candidates: readonly string[] }[];
}

const vectors = JSON.parse(readFileSync(new URL("../../src/runtime/vectors/uids.json", import.meta.url), "utf8")) as Vectors;
const versions: string[] = [];
afterAll(() => announce("uids.test.ts", versions));

describe("the spelling of UIDs", () => {
  it.each(vectors.valid)("writes and reads $uid", ({ uid, ...parts }) => {
    expect(formatUid(parts)).toBe(uid);
    expect(parseUid(uid)).toEqual({ ok: true, ...parts });
  });

  it.each(vectors.invalid)("refuses $uid: $why", ({ uid }) => {
    const parsed = parseUid(uid);
    expect(parsed.ok).toBe(false);
    expect(parsed).toHaveProperty("reason", expect.stringMatching(/\.$/));
    expect(() => compareUid(uid, "LPL-MKT001")).toThrow(TypeError);
  });

  it("orders by number and not by text", () => {
    const random = seededRandom(5);
    const shuffled = [...vectors.ascending].sort(() => random() - 0.5);
    expect(shuffled.sort(compareUid)).toEqual(vectors.ascending);
    expect(compareUid("LPL-MKT001", "LPL-MKT001")).toBe(0);
  });

  it("grows and never cuts the number", () => {
    for (const number of [1, 9, 10, 999, 1000, 123_456, 999_999_999_999_999]) {
      expect(parseUid(formatUid({ prefix: "LPL", role: "MKT", number }))).toMatchObject({ ok: true, number });
    }
  });

  it("refuses parts that would not parse back", () => {
    const parts = { prefix: "LPL", role: "MKT", number: 1 };
    for (const number of [0, -1, 1.5, Number.NaN, 1e15, "1"]) expect(() => formatUid({ ...parts, number: number as number })).toThrow(RangeError);
    for (const prefix of ["", "L", "lpl", "L-P", "2LP", "ABCDEFGHIJK"]) expect(() => formatUid({ ...parts, prefix })).toThrow(TypeError);
    for (const role of ["", "M", "mkt", "MK1", "MARKETERS"]) expect(() => formatUid({ ...parts, role })).toThrow(TypeError);
  });

  it("reads no UID out of what is not text", () => {
    for (const value of [undefined, null, 5, ["LPL-MKT001"]]) expect(parseUid(value as unknown as string).ok).toBe(false);
  });

  it.each(vectors.prefixes)("derives $candidates from $name", ({ name, candidates }) => {
    expect(prefixCandidates(name)).toEqual(candidates);
  });
});

for (const kind of databaseKinds) {
  describe.skipIf(kind.missing)(`UIDs on ${kind.name}`, () => {
    let db: TestDatabase;
    let sequences: Sequences;
    let registry: PrefixRegistry;
    let uids: Uids;
    const claimed = (tenant: string, name: string, prefix?: string) => db.transaction((tx) => uids.claimPrefix(tx, { tenant, name, prefix }));
    const allocated = (tenant: string, role = "MKT") => db.transaction((tx) => uids.allocate(tx, { tenant, role }));

    beforeAll(async () => {
      db = await kind.open();
      versions.push(db.version);
      sequences = createSequences({ executor: db.executor, dialect: "postgres" });
      registry = createPrefixRegistry({ executor: db.executor, dialect: "postgres" });
      uids = createUids({ sequences, registry });
      await sequences.createTable();
      await registry.createTable();
      return () => db.close();
    }, BOOT_TIMEOUT);

    it("numbers every role of every company on its own", async () => {
      expect(await claimed("one", "Lekki Palm Lands")).toBe("LPL");
      expect(await allocated("one")).toBe("LPL-MKT001");
      expect(await allocated("one")).toBe("LPL-MKT002");
      expect(await allocated("one", "CLI")).toBe("LPL-CLI001");
      expect(await uids.next({ tenant: "one", role: "MKT" })).toBe("LPL-MKT003");
    });

    it("gives companies with the same initials different prefixes", async () => {
      expect(await claimed("two", "Landmark Properties Ltd")).toBe("LP");
      expect(await claimed("three", "Landmark Properties Ltd")).toBe("LAP");
      expect(await claimed("four", "Landmark Properties Ltd")).toBe("LAND");
      expect(await claimed("five", "Landmark Properties Ltd")).toBe("LPL2");
      expect(await claimed("six", "Landmark Properties Ltd")).toBe("LPL3");
      expect(await allocated("six")).toBe("LPL3-MKT001");
    });

    it("keeps a prefix when the company is renamed", async () => {
      expect(await claimed("one", "Zuma Rock Homes")).toBe("LPL");
      expect(await allocated("one")).toBe("LPL-MKT004");
      expect(await registry.find("one")).toBe("LPL");
    });

    it("numbers companies whose names have no ASCII letters, unless someone transliterates", async () => {
      expect(await claimed("seven", "株式会社")).toBe("CO1");
      expect(await claimed("eight", "Строй")).toBe("CO2");
      expect(await claimed("nine", "3M")).toBe("CO3");
      const readable = createUids({ sequences, registry, transliterate: () => "Stroy Dom" });
      expect(await db.transaction((tx) => readable.claimPrefix(tx, { tenant: "ten", name: "Строй Дом" }))).toBe("SD");
    });

    it("returns a rolled-back number and a rolled-back prefix", async () => {
      const undone = db.transaction(async (tx) => {
        expect(await uids.claimPrefix(tx, { tenant: "eleven", name: "Quiet Bay Homes" })).toBe("QBH");
        expect(await uids.allocate(tx, { tenant: "eleven", role: "MKT" })).toBe("QBH-MKT001");
        throw new Error("the bank said no");
      });
      await expect(undone).rejects.toThrow("the bank said no");
      expect(await claimed("twelve", "Quiet Bay Homes")).toBe("QBH");
      expect(await allocated("twelve")).toBe("QBH-MKT001");
    });

    it("claims the prefix a company has already, or says why not", async () => {
      expect(await claimed("thirteen", "Ocean View", "OV77")).toBe("OV77");
      expect(await claimed("thirteen", "Ocean View", "OV77")).toBe("OV77");
      await expect(claimed("fourteen", "Ocean View", "OV77")).rejects.toThrow(PrefixTakenError);
      await expect(claimed("thirteen", "Ocean View", "OVX")).rejects.toThrow("holds prefix OV77, which is never changed");
      await expect(claimed("fourteen", "Ocean View", "API")).rejects.toThrow("reserved");
      await expect(claimed("fourteen", "Ocean View", "o-v")).rejects.toThrow(TypeError);
    });

    it("keeps reserved words and role codes out of the prefixes", async () => {
      const strict = createUids({ sequences, registry, roles: ["MKT", "CLI"], reserved: ["SEA"] });
      const claim = (tenant: string, name: string) => db.transaction((tx) => strict.claimPrefix(tx, { tenant, name }));
      expect(await claim("fifteen", "Mega Kilo Tower")).toBe("MEKT");
      expect(await claim("sixteen", "Sea")).toBe("SEA2");
      expect(await claim("seventeen", "Alpha Prime Invest")).toBe("ALPI");
      await expect(strict.next({ tenant: "one", role: "OWN" as "MKT" })).rejects.toThrow('(MKT, CLI), got "OWN"');
    });

    it("claims on first use when it can learn the name, and says so when it cannot", async () => {
      const lazy = createUids({ sequences, registry, nameOf: (tenant) => `Harbour Gate ${String(tenant)}` });
      expect(await lazy.next({ tenant: "Yard", role: "MKT" })).toBe("HGY-MKT001");
      expect(await db.transaction((tx) => lazy.allocate(tx, { tenant: "Yards", role: "MKT" }))).toBe("HAGY-MKT001");
      await expect(uids.next({ tenant: "nobody", role: "MKT" })).rejects.toThrow(PrefixMissingError);
    });

    it("begins after existing UIDs, compared as numbers", async () => {
      await db.executor.query("create table marketers (company_id text, uid text)", []);
      await db.executor.query("insert into marketers values ('old', 'OLD-MKT999'), ('old', 'OLD-MKT1000'), ('old', 'OLDMKT1001')", []);
      const seeded = createUids({
        sequences,
        registry,
        seed: ({ tenant, role }) => ({
          sql: "select max(substring(uid from '[0-9]+$')::bigint) from marketers where company_id = $1 and uid like '%' || $2 || '%'",
          params: [tenant, role],
        }),
      });
      await claimed("old", "Old Town Homes", "OLD");
      expect(await seeded.next({ tenant: "old", role: "MKT" })).toBe("OLD-MKT1002");
      expect(await db.transaction((tx) => seeded.allocate(tx, { tenant: "old", role: "MKT" }))).toBe("OLD-MKT1003");
    });

    it("refuses a missing tenant, a bad role and a missing table", async () => {
      await expect(uids.next({ tenant: undefined as unknown as string, role: "MKT" })).rejects.toThrow(TenantRequiredError);
      await expect(uids.next({ tenant: "one", role: "mkt" })).rejects.toThrow("2 to 8 letters");
      expect(() => createUids({ sequences, registry, roles: ["M1"] })).toThrow(TypeError);
      const nowhere = createPrefixRegistry({ executor: db.executor, dialect: "postgres", table: "nowhere" });
      await expect(createUids({ sequences, registry: nowhere }).next({ tenant: "one", role: "MKT" })).rejects.toThrow(TableMissingError);
    });

    it("makes its table as often as asked", async () => {
      await registry.createTable();
      await db.executor.query(POSTGRES_UID_PREFIXES_DDL, []);
      await db.executor.query(uidPrefixesDdl({ dialect: "postgres", table: "other_prefixes" }), []);
      expect(await registry.find("one")).toBe("LPL");
    });
  });
}

it("keeps companies apart in SQLite by the registry of the page", async () => {
  const page = readFileSync(new URL("../../docs/runtime/uids.md", import.meta.url), "utf8");
  const example = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code).find((code) => code.includes("sqlitePrefixes")) ?? "";
  const script = ts.transpile(example, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 });
  const { sqlitePrefixes } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(script)}`)) as { sqlitePrefixes: (executor: SqlExecutor) => PrefixRegistry };
  const db = await openSqlite();
  try {
    const sequences = createSequences({ executor: db.executor, dialect: "sqlite" });
    const registry = sqlitePrefixes(db.executor);
    await sequences.createTable();
    await registry.createTable();
    const uids = createUids({ sequences, registry });
    const tenants = Array.from({ length: 40 }, (_, index) => `company ${String(index)}`);
    const prefixes = await Promise.all(tenants.map((tenant) => db.transaction((tx) => uids.claimPrefix(tx, { tenant, name: "Landmark Properties Ltd" }))));
    expect(new Set(prefixes).size).toBe(tenants.length);
    expect(await db.transaction((tx) => uids.claimPrefix(tx, { tenant: "company 0", name: "Renamed Ltd" }))).toBe(prefixes[0]);
    expect(await db.transaction((tx) => uids.allocate(tx, { tenant: "company 1", role: "MKT" }))).toBe(`${String(prefixes[1])}-MKT001`);
    expect(await uids.next({ tenant: "company 1", role: "MKT" })).toBe(`${String(prefixes[1])}-MKT002`);
  } finally {
    await db.close();
  }
});

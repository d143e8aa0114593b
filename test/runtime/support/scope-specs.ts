import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ScopeRefusedError, TenantRequiredError, withoutTenant, withTenant } from "../../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT } from "./databases.ts";
import { type EstateTables, openEstateTables, outcomeOf } from "./estate-tables.ts";

/** One call of a scoped handle, run as Lekki. */
export interface ScopeCase<Handle> {
  readonly name: string;
  readonly run: (db: Handle) => PromiseLike<unknown>;
  /** What comes back, or a part of it. */
  readonly gives?: unknown;
  /** What Lekki has afterwards, in part. */
  readonly leaves?: RegExp;
  /** The message of the ScopeRefusedError. */
  readonly refuses?: RegExp;
  /** The message of the database's own error. */
  readonly fails?: RegExp;
  /** That it touches no table of a tenant. */
  readonly isShared?: boolean;
}

/** A library whose handle is scoped. */
export interface ScopedLibrary<Handle> {
  readonly name: string;
  /** The scoped handle over the tables. */
  readonly open: (tables: EstateTables) => Handle;
  readonly cases: readonly ScopeCase<Handle>[];
  /** Reads all plots, four of them. */
  readonly all: (db: Handle) => PromiseLike<unknown>;
}

/** The tests that hold for every library that names tables and columns. */
export function scopeSpecs<Handle>({ name: library, open, cases, all }: ScopedLibrary<Handle>, more: (get: () => { db: Handle; tables: EstateTables }) => void): void {
  describe(`scoped ${library}`, () => {
    let tables: EstateTables;
    let db: Handle;
    beforeAll(async () => {
      tables = await openEstateTables();
      db = open(tables);
    }, BOOT_TIMEOUT);
    afterAll(() => tables.pglite.close());
    beforeEach(() => tables.reset());

    it.each(cases)("keeps queries to the tenant's rows: $name", async ({ run, gives, leaves, refuses, fails }) => {
      const { result, error } = await outcomeOf(() => withTenant("lekki", async () => run(db)));
      expect([await tables.rowsOf("ikoyi"), await tables.rowsOf("nobody")]).toEqual([tables.fresh("ikoyi"), "[]"]);
      const pattern = refuses ?? fails;
      if (pattern === undefined) expect(error).toBeUndefined();
      else {
        expect(`${(error as Error | undefined)?.message} ${String((error as Error | undefined)?.cause)}`).toMatch(pattern);
        expect(error instanceof ScopeRefusedError).toBe(refuses !== undefined);
        expect(await tables.rowsOf("lekki")).toBe(tables.fresh("lekki"));
      }
      expect(inspect(result, { depth: 9 })).not.toMatch(/secret|ikoyi/);
      if (typeof gives === "object" && gives !== null) expect(result).toMatchObject(gives);
      else if (gives !== undefined) expect(result).toBe(gives);
      if (leaves !== undefined) expect(await tables.rowsOf("lekki")).toMatch(leaves);
    });

    it("throws without a tenant, whatever the query", async () => {
      for (const { name, run } of cases.filter(({ isShared }) => isShared !== true)) {
        expect((await outcomeOf(async () => run(db))).error, name).toBeInstanceOf(TenantRequiredError);
      }
      expect([await tables.rowsOf("lekki"), await tables.rowsOf("ikoyi")]).toEqual([tables.fresh("lekki"), tables.fresh("ikoyi")]);
    });

    it("lets every query pass in withoutTenant", async () => {
      expect(await withoutTenant("the test counts all rows", async () => all(db))).toHaveLength(4);
    });

    it("keeps queries of tenants that run at the same time apart", async () => {
      const both = await Promise.all(["lekki", "ikoyi", "lekki"].map((company) => withTenant(company, async () => all(db))));
      expect(both.map((rows) => new Set((rows as { company_id: string }[]).map((row) => row.company_id)))).toEqual([new Set(["lekki"]), new Set(["ikoyi"]), new Set(["lekki"])]);
    });

    more(() => ({ db, tables }));
  });
}

import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  bindTenant,
  createPrefixRegistry,
  createRedisSequences,
  createSequences,
  createUids,
  currentTenant,
  onEvent,
  requireTenant,
  tenantCache,
  type TenantEvent,
  tenantKey,
  tenantObjectKey,
  tenantPath,
  withoutTenant,
  withTenant,
} from "../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT } from "./support/databases.ts";

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** All events from now to the end of the test. */
function heard(): TenantEvent[] {
  const events: TenantEvent[] = [];
  stops.push(onEvent("all", (event) => events.push(event)));
  return events;
}

/** Runs the work, which is expected to fail. */
async function failing(work: () => unknown): Promise<void> {
  await expect(new Promise((resolve) => resolve(work()))).rejects.toThrow();
}

describe("onEvent", () => {
  it("hears one type or all, until it is ended", () => {
    const bypasses: string[] = [];
    const stop = onEvent("bypass", (event) => bypasses.push(event.reason));
    const all = heard();
    withoutTenant("first", () => 1);
    withTenant("lekki", () => withTenant("ikoyi", () => 1, { allowSwitch: true }));
    stop();
    stop();
    withoutTenant("second", () => 1);
    expect(bypasses).toEqual(["first"]);
    expect(all.map(({ type }) => type)).toEqual(["bypass", "cross-tenant", "bypass"]);
  });

  it("is typed by the type of event", () => {
    stops.push(onEvent("allocation", (event) => expectTypeOf(event.count).toEqualTypeOf<number>()));
    stops.push(onEvent("all", (event) => expectTypeOf(event).toEqualTypeOf<TenantEvent>()));
    // @ts-expect-error There is no such type.
    stops.push(onEvent("error", () => 1));
    expect(() => onEvent("all", undefined as never)).toThrow("Expected a listener");
  });

  it("never lets a listener's failure reach the caller, and warns once without the message", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const rejections: unknown[] = [];
    const note = (error: unknown) => rejections.push(error);
    process.on("unhandledRejection", note);
    stops.push(onEvent("bypass", () => { throw new TypeError("secret"); }));
    stops.push(onEvent("bypass", () => Promise.reject(new RangeError("secret"))));
    const later = heard();
    for (let round = 0; round < 3; round += 1) expect(withoutTenant("statistics", () => 7)).toBe(7);
    await sleep(5);
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
    expect(later).toHaveLength(3);
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining("TypeError"), expect.stringContaining("RangeError")]);
    expect(JSON.stringify(warn.mock.calls)).not.toContain("secret");
    warn.mockRestore();
  });

  it("does not turn in circles when a listener causes events", async () => {
    const seen: string[] = [];
    for (const name of ["one", "two"]) {
      stops.push(onEvent("all", (event) => {
        seen.push(`${name} ${event.type}`);
        withoutTenant("write the log", () => 1);
      }));
    }
    await failing(() => requireTenant());
    expect(seen).toEqual(["one refused", "two bypass", "two refused", "one bypass"]);
  });

  it("has no limit to listeners and no special name that throws", () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    let calls = 0;
    for (let index = 0; index < 100; index += 1) stops.push(onEvent("bypass", () => (calls += 1)));
    withoutTenant("statistics", () => 1);
    expect([calls, warn.mock.calls.length]).toEqual([100, 0]);
    warn.mockRestore();
  });

  it("runs listeners in the tenant of what happened, and hands out events that cannot be changed", async () => {
    const tenants: unknown[] = [];
    stops.push(onEvent("refused", (event) => {
      tenants.push(currentTenant());
      expect(Object.isFrozen(event)).toBe(true);
    }));
    await failing(() => withTenant("lekki", () => tenantPath("/srv", "..")));
    expect(tenants).toEqual(["lekki"]);
  });
});

describe("what is told", () => {
  it("a refusal for want of a tenant, in every part", async () => {
    const events = heard();
    const works: (() => unknown)[] = [
      () => requireTenant(),
      () => bindTenant(() => 1),
      () => withTenant("", () => 1),
      () => tenantKey("", "x"),
      () => tenantPath("/srv", "x"),
      () => tenantObjectKey("x"),
      () => tenantCache({ getMany: () => Promise.resolve([]), deleteMany: () => Promise.resolve() } as never).get("x"),
    ];
    for (const work of works) await failing(work);
    expect(events).toEqual(works.map(() => ({ type: "refused", reason: "tenant-missing" })));
  });

  it("a suspended tenant, a switch, a bypass", async () => {
    const events = heard();
    await failing(() => withTenant("lekki", () => 1, { state: "suspended" }));
    await failing(() => withTenant("lekki", () => withTenant(7, () => 1)));
    withTenant("lekki", () => withTenant(7, () => 1, { allowSwitch: true }));
    withTenant("lekki", () => withoutTenant("statistics", () => 1));
    withoutTenant("nightly job", () => 1);
    expect(events).toEqual([
      { type: "refused", reason: "tenant-suspended", tenant: "lekki" },
      { type: "cross-tenant", from: "lekki", to: "7", isAllowed: false },
      { type: "cross-tenant", from: "lekki", to: "7", isAllowed: true },
      { type: "bypass", reason: "statistics", tenant: "lekki" },
      { type: "bypass", reason: "nightly job" },
    ]);
  });

  it("nothing sensitive: no path, key, value or number", async () => {
    const events = heard();
    await withTenant("lekki", async () => {
      await failing(() => tenantPath("/srv", "../s3cret"));
      await failing(() => tenantObjectKey("s3cret\0"));
      await failing(() => tenantCache({ call: () => Promise.resolve(), scanStream: () => 1, options: {} } as never).set("s3cret", 5));
    });
    expect(events).toEqual([
      { type: "refused", reason: "unsafe-path", tenant: "lekki" },
      { type: "refused", reason: "unsafe-path", tenant: "lekki" },
    ]);
  });

  it("nothing where all is well", () => {
    const events = heard();
    withTenant("lekki", () => withTenant("lekki", () => [requireTenant(), tenantKey("lekki", "x"), tenantPath("/srv", "x")], { state: "active" }));
    expect(events).toEqual([]);
  });

  describe("by sequences and UIDs", () => {
    let db: PGlite;
    beforeAll(async () => {
      db = await PGlite.create();
    }, BOOT_TIMEOUT);
    afterAll(() => db.close());

    it("allocations, without the numbers, and errors by their kind", async () => {
      const sequences = createSequences({ executor: db, dialect: "postgres" });
      const events = heard();
      await failing(() => sequences.next({ tenant: "lekki", name: "invoice" }));
      await sequences.createTable();
      await Promise.all([1, 2, 3].map(() => sequences.next({ tenant: "epe", name: "invoice" })));
      await sequences.reserve({ shared: true, name: "company" }, 20);
      await db.transaction(async (tx) => {
        await sequences.allocate(tx, { tenant: 7, name: "invoice" });
        await sequences.allocateEach(tx, [{ tenant: 7, name: "invoice" }, { tenant: 7, name: "receipt" }]);
      });
      await sequences.ensureAtLeast({ tenant: "lekki", name: "invoice" }, Number.MAX_SAFE_INTEGER);
      await failing(() => sequences.next({ tenant: "lekki", name: "invoice" }));
      const alone = { type: "allocation", sequence: "invoice", isInTransaction: false };
      const inside = { type: "allocation", tenant: "7", count: 1, isInTransaction: true };
      expect(events).toEqual([
        { type: "sequence-error", tenant: "lekki", sequence: "invoice", reason: "table-missing" },
        { ...alone, tenant: "epe", count: 1 },
        { ...alone, tenant: "epe", count: 2 },
        { type: "allocation", sequence: "company", count: 20, isInTransaction: false },
        { ...inside, sequence: "invoice" },
        { ...inside, sequence: "invoice" },
        { ...inside, sequence: "receipt" },
        { type: "sequence-error", tenant: "lekki", sequence: "invoice", reason: "exhausted" },
      ]);
    });

    it("counters outside SQL too", async () => {
      const answers: unknown[] = ["5", new Error("connection lost")];
      const client = { call: () => { const answer = answers.shift(); return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer); } };
      const sequences = createRedisSequences({ client });
      const events = heard();
      await sequences.next({ tenant: "lekki", name: "call" });
      await failing(() => sequences.next({ tenant: "lekki", name: "call" }));
      expect(events).toEqual([
        { type: "allocation", tenant: "lekki", sequence: "call", count: 1, isInTransaction: false },
        { type: "sequence-error", tenant: "lekki", sequence: "call", reason: "other" },
      ]);
    });

    it("a prefix that another company holds", async () => {
      const registry = createPrefixRegistry({ executor: db, dialect: "postgres" });
      await registry.createTable();
      const uids = createUids({ sequences: createSequences({ executor: db, dialect: "postgres" }), registry });
      const events = heard();
      await uids.claimPrefix(db, { tenant: "lekki", name: "Lekki Palm Lands", prefix: "LPL" });
      await failing(() => uids.claimPrefix(db, { tenant: "ikoyi", name: "Lagos Prime Lots", prefix: "LPL" }));
      expect(events).toEqual([{ type: "duplicate", what: "uid-prefix", tenant: "ikoyi" }]);
    });
  });
});

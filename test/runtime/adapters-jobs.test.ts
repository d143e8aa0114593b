import { Queue, QueueEvents, Worker } from "bullmq";
import PgBoss from "pg-boss";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bullmqTenant, currentTenant, pgBossTenant, requireTenant, tenantJobData, TenantRequiredError, TenantSwitchError, withTenant } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, postgresMissing, required, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { findRedisBinary, type RedisServer, startRedis } from "./support/redis-server.ts";

const COMPANIES = ["lekki", "ikoyi"] as const;
const binary = findRedisBinary();
const redisMissing = required("Redis", binary, "no redis-server on PATH or in /usr/bin", "redis-server");
const versions: string[] = [];
afterAll(() => announce("adapters-jobs.test.ts", versions));

describe("tenantJobData", () => {
  it("writes the tenant in force into a job, and refuses to make one that is nobody's or another's", () => {
    expect(withTenant("lekki", () => tenantJobData({ plot: "A1" }))).toEqual({ plot: "A1", tenant: "lekki" });
    expect(withTenant(7n, () => tenantJobData({}))).toEqual({ tenant: "7" });
    expect(() => tenantJobData({ plot: "A1" })).toThrow(TenantRequiredError);
    expect(() => withTenant("lekki", () => tenantJobData({ tenant: "ikoyi" }))).toThrow(TenantSwitchError);
    expect(() => withTenant("lekki", () => tenantJobData({ tenant: undefined }))).toThrow(TenantRequiredError);
  });
});

describe.skipIf(redisMissing)("jobs of BullMQ", () => {
  let server: RedisServer;
  let connection: { host: string; port: number; maxRetriesPerRequest: null };

  beforeAll(async () => {
    server = await startRedis(binary ?? "");
    versions.push(server.version);
    connection = { host: "127.0.0.1", port: server.port, maxRetriesPerRequest: null };
    return () => server.stop();
  }, BOOT_TIMEOUT);

  it("run in the tenant of who put them into the queue", async () => {
    const queue = new Queue<{ plot: number }, string | undefined>("reminders", { connection }).setMaxListeners(300);
    const events = new QueueEvents("reminders", { connection });
    await events.waitUntilReady();
    const worker = new Worker(
      "reminders",
      bullmqTenant(async (job: { data: { plot: number } }) => {
        await new Promise((resolve) => setTimeout(resolve, job.data.plot % 3));
        if (job.data.plot % 10 === 0) throw new Error(`failed for ${requireTenant()}`);
        return requireTenant();
      }),
      { connection, concurrency: 16 },
    );
    const jobs = await Promise.all(
      Array.from({ length: 200 }, (_, plot) => withTenant(COMPANIES[plot % 2 === 0 ? 0 : 1], () => queue.add("remind", tenantJobData({ plot })))),
    );
    const ends = await Promise.all(jobs.map((job) => job.waitUntilFinished(events).catch((error: unknown) => (error as Error).message)));
    await Promise.all([worker.close(), events.close(), queue.close()]);
    expect(ends).toEqual(jobs.map((_, plot) => `${plot % 10 === 0 ? "failed for " : ""}${COMPANIES[plot % 2]}`));
    expect(currentTenant()).toBeUndefined();
  });

  it("fail without a tenant or with a suspended one, and the processor does not run", async () => {
    const queue = new Queue<object>("calls", { connection });
    const events = new QueueEvents("calls", { connection });
    await events.waitUntilReady();
    const state = "suspended";
    const tenantOf = (job: { data: { companyId?: string } }) => (job.data.companyId === undefined ? undefined : { tenant: job.data.companyId, state } as const);
    const worker = new Worker("calls", bullmqTenant(() => expect.unreachable(), { tenantOf }), { connection });
    const jobs = await Promise.all([queue.add("call", {}), queue.add("call", { companyId: "epe" })]);
    const ends = await Promise.all(jobs.map((job) => job.waitUntilFinished(events).catch((error: unknown) => (error as Error).message)));
    await Promise.all([worker.close(), events.close(), queue.close()]);
    expect(ends).toEqual(["No tenant: this request or job is nobody's.", 'Tenant "epe" is suspended.']);
  });
});

describe.skipIf(postgresMissing)("jobs of pg-boss", () => {
  let server: PostgresServer;
  let boss: PgBoss;

  beforeAll(async () => {
    server = await startServer();
    versions.push(server.version);
    boss = new PgBoss({ ...(server.config as { host: string; port: number; user: string; database: string }), max: 4 });
    boss.on("error", () => undefined);
    await boss.start();
    return async () => {
      await boss.stop({ graceful: false });
      await server.stop();
    };
  }, BOOT_TIMEOUT);

  it("run in the tenant of who sent them, a batch of several tenants one after the other", async () => {
    await boss.createQueue("reminders");
    for (let plot = 0; plot < 40; plot += 1) {
      await withTenant(COMPANIES[plot % 2 === 0 ? 0 : 1], () => boss.send("reminders", tenantJobData({ plot })));
    }
    const seen: { plot: number; company: string }[] = [];
    let calls = 0;
    await boss.work(
      "reminders",
      { batchSize: 40, pollingIntervalSeconds: 0.5 },
      pgBossTenant(async (jobs: PgBoss.Job<{ plot: number }>[]) => {
        calls += 1;
        await Promise.resolve();
        for (const { data } of jobs) seen.push({ plot: data.plot, company: requireTenant() });
      }),
    );
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(40);
    expect(calls).toBe(2);
    for (const { plot, company } of seen) expect(company).toBe(COMPANIES[plot % 2]);
  });

  it("fail as a batch before any of it runs when one is nobody's", async () => {
    await boss.createQueue("calls");
    await withTenant("lekki", () => boss.send("calls", tenantJobData({})));
    const id = (await boss.send("calls", {}, { retryLimit: 0 })) ?? "";
    let calls = 0;
    await boss.work("calls", { batchSize: 2, pollingIntervalSeconds: 0.5 }, pgBossTenant(() => Promise.resolve((calls += 1))));
    await expect.poll(async () => (await boss.getJobById("calls", id))?.state, { timeout: 20_000 }).toBe("failed");
    expect(JSON.stringify((await boss.getJobById("calls", id))?.output)).toContain("nobody's");
    expect(calls).toBe(0);
  });

  it("give their result back when it is one tenant's", async () => {
    const who = pgBossTenant((jobs: { data: { tenant: string } }[]) => Promise.resolve(`${jobs.length} of ${requireTenant()}`));
    expect(await who(["lekki", "lekki"].map((tenant) => ({ data: { tenant } })))).toBe("2 of lekki");
    expect(await who(COMPANIES.map((tenant) => ({ data: { tenant } })))).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { keyParts } from "../../src/analysis/cache-key.ts";
import { nameOfValue } from "../../src/analysis/make-value.ts";
import { analysisOf } from "../support/judged-caches.ts";

const imports = `
import { createHash } from "node:crypto";
import { unstable_cache, revalidateTag, cacheTag } from "next/cache";
import Redis from "ioredis";
import { LRUCache } from "lru-cache";
import { Ratelimit } from "@upstash/ratelimit";
import { getServerSession } from "next-auth";
import { db } from "@/lib/db";
import { loadReport, loadRates } from "@/lib/reports";
import { cacheKey, Keys } from "@/lib/keys";
const redis = new Redis();
const acmeRedis = new Redis({ keyPrefix: "acme:" });
const memory = new LRUCache({ max: 100 });
const limiter = new Ratelimit({ redis });
`;

/** Runs statements in a signed-in route handler. */
function handler(statements: string): string {
  return `${imports}
export async function GET(request: Request) {
  const session = await getServerSession();
  const companyId = session.user.companyId;
  const userId = session.user.id;
  const url = new URL(request.url);
  const page = url.searchParams.get("page");
  const slug = url.searchParams.get("slug");
  const estateId = url.searchParams.get("estateId");
  ${statements}
}`;
}

/** `method verdict confidence` of every cache use; the confidence only where a report would carry it. */
function verdicts(source: string, path?: string): string[] {
  return analysisOf(source, path).caches.map(({ use, verdict, confidence }) => [use.method, verdict, ...(verdict === "unscoped" ? [confidence] : [])].join(" "));
}

describe("keyParts", () => {
  it.each([
    ["`estates:${companyId}:${page}`", "'estates:' companyId ':' page"],
    [`"estates:" + companyId + page`, "'estates:' companyId page"],
    [`["estates", companyId, page].join(":")`, "'estates' ':' companyId ':' page"],
    [`JSON.stringify({ companyId, page })`, "companyId page"],
    [`JSON.stringify(["estates", { companyId }])`, "'estates' companyId"],
    [`createHash("sha256").update(JSON.stringify({ companyId, page })).digest("hex")`, "'sha256' companyId page 'hex'"],
    [`createHash("sha256").update(companyId).update(page).digest("hex")`, "'sha256' companyId page 'hex'"],
    ["`estates:${slug.toLowerCase()}`", "'estates:' slug"],
    [`cacheKey("estates", { companyId })`, "'estates' companyId"],
    [`Keys.Estate.list(companyId, page)`, "companyId page"],
    [`new URLSearchParams({ companyId, page }).toString()`, "companyId page"],
    ["page ? `estates:${page}` : `estates`", "'estates:' page 'estates'"],
    // A call that nobody can look into stays whole.
    ["`estates:${currentScope()}`", "'estates:' ?"],
  ])("%s", (key, parts) => {
    const [use] = analysisOf(handler(`const currentScope = globalThis.scope; await redis.get(${key});`)).caches;
    const found = use?.use.keys.flatMap(keyParts).map((part) => {
      if (part.kind === "constant") return `'${String(part.value)}'`;
      return nameOfValue(part) ?? "?";
    });
    expect(found?.join(" ")).toBe(parts);
  });
});

describe("a stored row", () => {
  const store = (key: string, where = "{ companyId }") => `const rows = await db.estate.findMany({ where: ${where} }); await redis.set(${key}, JSON.stringify(rows));`;

  it.each([
    ["`estates:${companyId}`", "scoped"],
    ["`estates:${session.user.companyId}`", "scoped"],
    [`JSON.stringify({ companyId, page })`, "scoped"],
    [`"estates"`, "unscoped certain"],
    ["`estates:${page}`", "unscoped certain"],
    ["`estates:${slug}`", "unscoped certain"],
    // One user may belong to several tenants.
    ["`estates:${userId}`", "unscoped possible"],
    // Nothing of another tenant comes under the same key, but a hit skips the check.
    ["`estates:${estateId}`", "unscoped possible"],
    ["`estates:${rows[0].id}`", "unscoped possible"],
    ["`estates:${rows[0].name}`", "unscoped certain"],
    ["`estates:${rows[0].companyId}`", "scoped"],
    ["`estates:${crypto.randomUUID()}`", "unscoped possible"],
    ["`estates:${Date.now()}`", "unscoped certain"],
    ["`estates:${globalThis.scopeOf(request)}`", "unknown"],
  ])("under %s", (key, verdict) => {
    expect(verdicts(handler(store(key)))).toEqual([`set ${verdict}`]);
  });

  it("is found inside what is made of it", () => {
    expect(verdicts(handler(store(`"estates"`).replace("JSON.stringify(rows)", "{ at: Date.now(), names: rows.map((row) => row.name) }")))).toEqual(["set unscoped certain"]);
  });

  it("of a query that the key spells out adds no leak of its own", () => {
    expect(verdicts(handler(store("`estates:${estateId}`", "{ id: Number(estateId) }")))).toEqual(["set unscoped possible"]);
    expect(verdicts(handler(store("`estates:${slug}`", "{ name: slug }")))).toEqual(["set unscoped possible"]);
    expect(verdicts(handler(store(`"estates"`, "{ name: slug }")))).toEqual(["set unscoped likely"]);
  });

  it("that constants alone find is the same for everybody", () => {
    const first = (where: string) => store(`"estates"`, where).replace("findMany", "findFirst");
    expect(verdicts(handler(first(`{ name: "Head office" }`)))).toEqual(["set unscoped possible"]);
    expect(verdicts(handler(first("{ companyId }")))).toEqual(["set unscoped certain"]);
    expect(verdicts(handler(store(`"estates"`, `{ name: "Head office" }`)))).toEqual(["set unscoped likely"]);
  });

  it("of a global model is nobody's", () => {
    expect(verdicts(handler(`const plans = await db.plan.findMany(); await redis.set("plans", JSON.stringify(plans));`))).toEqual(["set scoped"]);
  });

  it("may be kept under the client's prefix", () => {
    expect(verdicts(handler(store(`"estates"`).replace("redis", "acmeRedis")))).toEqual(["set unscoped certain"]);
    const own = "const own = new Redis({ keyPrefix: `${companyId}:` });";
    expect(verdicts(handler(own + store(`"estates"`).replace("redis", "own")))).toEqual(["set scoped"]);
  });

  it("may be one of all tenants on purpose", () => {
    const collect = (statement: string) => verdicts(handler(`const rows = await db.estate.findMany({ where: { companyId } }); ${statement}`));
    expect(collect(`await redis.sadd("active", ...rows.map((row) => row.name));`)).toEqual(["sadd unscoped possible"]);
    expect(collect(`await redis.set("last", JSON.stringify({ name: rows[0].name, companyId }));`)).toEqual(["set unscoped possible"]);
    expect(collect(`await redis.set("last", JSON.stringify({ name: rows[0].name, at: page }));`)).toEqual(["set unscoped certain"]);
    expect(collect(`await redis.set("last", JSON.stringify({ rows, companyId }));`)).toEqual(["set unscoped certain"]);
  });

  it("is judged with the read and the delete of the same key", () => {
    const key = "const key = `estates:${page}`; await redis.get(key); await redis.del(key);";
    expect(verdicts(handler(key + store("key")))).toEqual(["get unscoped certain", "del unscoped certain", "set unscoped certain"]);
    expect(verdicts(handler(key.replace("page", "companyId") + store("key")))).toEqual(["get scoped", "del scoped", "set scoped"]);
  });

  it("is dropped for nobody in particular where the tenant's own is dropped too", () => {
    const drop = (statements: string) => verdicts(handler(statements)).map((verdict) => verdict.replace("del unscoped ", ""));
    expect(drop('await redis.del("estates:all");')).toEqual(["likely"]);
    expect(drop('await redis.del(`estates:${companyId}`); await redis.del("estates:all");')).toEqual(["del scoped", "possible"]);
    expect(drop('await redis.del(`plots:${companyId}`); await redis.del("estates:all");')).toEqual(["del scoped", "likely"]);
    expect(drop('await redis.del(`estates:${companyId}`); await redis.del(`estates:${page}`);')).toEqual(["del scoped", "likely"]);
  });

  it("is exempt in a script", () => {
    expect(verdicts(handler(store(`"estates"`)), "scripts/warm.ts")).toEqual(["set exempt"]);
  });
});

describe("a helper", () => {
  it("is told what its caller leaves out", () => {
    const helper = (key: string) => `${imports} export async function listEstates(companyId: number, page: number) {
      const rows = await db.estate.findMany({ where: { companyId }, skip: page });
      await redis.set(${key}, JSON.stringify(rows));
    }`;
    expect(verdicts(helper("`estates:${page}`"), "src/estates.ts")).toEqual(["set unscoped likely"]);
    expect(verdicts(helper("`estates:${companyId}:${page}`"), "src/estates.ts")).toEqual(["set scoped"]);
  });

  it("that is given the key is not to blame", () => {
    const wrap = `${imports} export async function cached(key: string, load: () => Promise<string>) {
      await redis.get(key);
      await redis.set(key, await load());
    }`;
    expect(verdicts(wrap, "src/cached.ts")).toEqual(["get scoped", "set scoped"]);
  });

  it("that builds the key is looked into", () => {
    const builder = (part: string) => handler(`const keyOf = (at: string) => \`estates:\${at}\`;
      const rows = await db.estate.findMany({ where: { companyId } }); await redis.set(keyOf(${part}), JSON.stringify(rows));`);
    expect(verdicts(builder("companyId"))).toEqual(["set scoped"]);
    expect(verdicts(builder("page"))).toEqual(["set unscoped certain"]);
  });
});

describe("other data", () => {
  it.each([
    // The result of a call that was given the tenant is the tenant's.
    [`const report = await loadReport({ companyId, page }); await redis.set(\`report:\${page}\`, report);`, "set unscoped likely"],
    [`const report = await loadReport({ companyId, page }); await redis.set(\`report:\${companyId}\`, report);`, "set scoped"],
    [`const rates = await loadRates(page); await redis.set(\`rates:\${page}\`, rates);`, "set scoped"],
    [`await redis.set("lock:invoices", "1", "NX");`, "set scoped"],
    // The key's words are the only evidence.
    [`return await redis.get("invoices");`, "get unscoped likely"],
    [`return await redis.get(\`invoice:\${slug}\`);`, "get unscoped likely"],
    [`return await redis.get(\`invoice:\${estateId}\`);`, "get unscoped possible"],
    [`return await redis.get("plans");`, "get scoped"],
    [`await redis.incr("invoices");`, "incr unscoped possible"],
  ])("%s", (statements, verdict) => {
    expect(verdicts(handler(statements))).toEqual([verdict]);
  });
});

describe("unstable_cache", () => {
  const cached = (fn: string, keys: string) => handler(`const load = unstable_cache(${fn}, ${keys});`);

  it.each([
    ["async () => db.estate.findMany({ where: { companyId } })", `["estates"]`, "unscoped certain"],
    ["async () => db.estate.findMany({ where: { companyId } })", `["estates", companyId]`, "scoped"],
    ["async () => db.estate.findMany({ where: { companyId } })", "[`estates:${companyId}`]", "scoped"],
    ["async (companyId) => db.estate.findMany({ where: { companyId } })", `["estates"]`, "scoped"],
    ["async (owner) => db.estate.findMany({ where: { companyId: owner } })", `["estates"]`, "scoped"],
    ["async ({ owner }) => db.estate.findMany({ where: { companyId: owner } })", `["estates"]`, "scoped"],
    ["async (skip) => db.estate.findMany({ where: { companyId }, skip })", `["estates"]`, "unscoped likely"],
    ["async () => db.plan.findMany()", `["plans"]`, "scoped"],
  ])("%s, %s", (fn, keys, verdict) => {
    expect(verdicts(cached(fn, keys))).toEqual([`unstable_cache ${verdict}`]);
  });
});

describe("tags, clears, patterns, limits", () => {
  it.each([
    [`revalidateTag("estates");`, "revalidateTag unscoped likely"],
    ["revalidateTag(`estates:${companyId}`);", "revalidateTag scoped"],
    ["revalidateTag(`estate:${estateId}`);", "revalidateTag unscoped possible"],
    [`await redis.flushdb();`, "flushdb unscoped possible"],
    [`await redis.keys("estates:*");`, "keys unscoped possible"],
    ["await redis.keys(`${companyId}:*`);", "keys scoped"],
    ["await limiter.limit(`export:${page}`);", "limit unscoped possible"],
    ["await limiter.limit(`export:${companyId}`);", "limit scoped"],
    ["await limiter.limit(`export:${userId}`);", "limit scoped"],
    [`memory.clear();`, "clear unscoped possible"],
  ])("%s", (statements, verdict) => {
    expect(verdicts(handler(statements))).toEqual([verdict]);
  });

  it("leaves public handlers alone", () => {
    const source = `${imports} export async function GET(request: Request) { await limiter.limit(\`ip:\${request.headers.get("x-ip")}\`); revalidateTag("home"); }`;
    expect(verdicts(source)).toEqual(["limit scoped", "revalidateTag scoped"]);
  });
});

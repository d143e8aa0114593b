import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runRules } from "../../src/findings/run-rules.ts";
import rule from "../../src/rules/require-tenant-cache-key.ts";
import { analysisOf } from "../support/judged-caches.ts";
import { repository } from "../support/repository.ts";
import { applied } from "../support/values.ts";

const findingsIn = (source: string, path = "src/estates.ts") => runRules(analysisOf(source, path), [rule]);

/** What stands under each report, and its message. */
function reports(source: string): string[] {
  return findingsIn(source).map(({ report, message }) => `${source.slice(...report.node.range)} | ${message}`);
}

/** The source after the first suggestion; undefined when there is none. */
function suggested(source: string): string | undefined {
  const [suggestion] = findingsIn(source).flatMap(({ report }) => report.suggestions ?? []);
  return suggestion && applied(source, suggestion.edits);
}

const list = (statements: string) => `
import Redis from "ioredis";
import { revalidateTag } from "next/cache";
import { db } from "./db";
const redis = new Redis();
const KEY = "estates";
export async function listEstates(companyId: number, page: number) {
  const rows = await db.estate.findMany({ where: { companyId }, skip: page });
  ${statements}
}`;

describe("reports", () => {
  it("name the library, the method, what the key holds, what is cached and what is missing", () => {
    expect(reports(list('await redis.set("estates", JSON.stringify(rows));'))).toEqual([
      '"estates" | The key of `set` (ioredis) holds only the constant "estates" and not the tenant, but rows of Estate are cached; put `companyId` into it.',
    ]);
    expect(reports(list("await redis.set(`estates:${page}`, JSON.stringify(rows));"))).toEqual([
      "`estates:${page}` | The key of `set` (ioredis) holds only `page` and not the tenant, but rows of Estate are cached; put `companyId` into it.",
    ]);
    expect(reports(list('revalidateTag("estates");'))).toEqual([
      '"estates" | The tag of `revalidateTag` (next-cache) holds only the constant "estates" and not the tenant, so it reaches the entries of every tenant; put `companyId` into it.',
    ]);
    expect(reports(list("await redis.flushdb();"))).toEqual([
      "redis.flushdb() | `flushdb` (ioredis) drops the entries of every tenant; delete keys that hold `companyId` instead.",
    ]);
  });

  it("are silent once the key holds the tenant", () => {
    expect(reports(list("await redis.set(`estates:${companyId}`, JSON.stringify(rows)); revalidateTag(`estates:${companyId}`);"))).toEqual([]);
  });

  it("say one thing once, where the key of several calls is written", () => {
    const shared = "const key = `estates:${page}`; await redis.get(key); await redis.set(key, JSON.stringify(rows)); await redis.del(key);";
    expect(reports(list(shared))).toHaveLength(1);
  });

  it("reach a constant key that another function of the file drops", () => {
    const drop = (key: string) => `${list('await redis.set("estates", JSON.stringify(rows));')} export async function refresh() { await redis.del(${key}); }`;
    expect(reports(drop('"estates"'))).toHaveLength(2);
    expect(reports(drop('"plans"'))).toHaveLength(1);
  });

  it("point at the call when the key is a constant of the module", () => {
    expect(reports(list("await redis.set(KEY, JSON.stringify(rows));")).map((one) => one.split(" | ")[0])).toEqual(["redis.set(KEY, JSON.stringify(rows))"]);
  });

  it("carry the confidence, and no certainty where the key cannot be read", () => {
    const [finding] = findingsIn(list("await redis.set(`estates:${globalThis.scopeOf(page)}`, JSON.stringify(rows));"));
    expect(finding).toMatchObject({ confidence: "possible", report: { verdict: "unknown", messageId: "unreadable" } });
  });
});

describe("suggestions", () => {
  it.each([
    ["`estates:${page}`", "`${companyId}:estates:${page}`"],
    ['"estates"', "`${companyId}:estates`"],
    ["'estates'", "`${companyId}:estates`"],
    [String.raw`"it\"s"`, String.raw`${"`${companyId}:"}it\"s${"`"}`],
    ["\"a`${b\"", "`${companyId}:a\\`\\${b`"],
  ])("%s", (key, after) => {
    const source = (written: string) => list(`await redis.set(${written}, JSON.stringify(rows));`);
    expect(suggested(source(key))).toBe(source(after));
    expect(reports(source(after))).toEqual([]);
  });

  it("are made for a key written before the call, in the same function", () => {
    const source = (key: string) => list(`const key = ${key}; await redis.set(key, JSON.stringify(rows));`);
    expect(suggested(source("`estates:${page}`"))).toBe(source("`${companyId}:estates:${page}`"));
  });

  it.each([
    "await redis.set(KEY, JSON.stringify(rows));",
    'await redis.set("estates:" + page, JSON.stringify(rows));',
    'await redis.set(["estates", page].join(":"), JSON.stringify(rows));',
    'await redis.set(String.raw`estates`, JSON.stringify(rows));',
    "await redis.flushdb();",
  ])("are not made for %s", (statements) => {
    expect(reports(list(statements))).toHaveLength(1);
    expect(suggested(list(statements))).toBeUndefined();
  });

  it("are not made where the tenant is not known yet", () => {
    const source = `import Redis from "ioredis"; import { getServerSession } from "next-auth"; import { db } from "./db";
      const redis = new Redis();
      export async function GET() {
        const key = "estates";
        const { companyId } = (await getServerSession()).user;
        await redis.set(key, JSON.stringify(await db.estate.findMany({ where: { companyId } })));
      }`;
    expect(findingsIn(source, "app/api/estates/route.ts")).toHaveLength(1);
    expect(findingsIn(source, "app/api/estates/route.ts")[0]?.report.suggestions).toEqual([]);
  });
});

describe("the page's examples", () => {
  const page = readFileSync(join(repository, "docs/rules/require-tenant-cache-key.md"), "utf8");
  const section = (title: string) => page.split(/^## /m).find((text) => text.startsWith(title)) ?? "";
  const examples = (title: string) => [...section(title).matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, path = "", source = ""]) => ({ path, source }));

  it.each(examples("Incorrect"))("incorrect: $path", ({ path, source }) => {
    const sure = findingsIn(source, path).filter(({ confidence }) => confidence !== "possible");
    expect(sure.length).toBeGreaterThan(0);
  });

  it.each(examples("Correct"))("correct: $path", ({ path, source }) => {
    expect(findingsIn(source, path)).toEqual([]);
  });
});

import { expect, it } from "vitest";
import { cacheAdapters } from "../../../src/adapters/cache/index.ts";
import { cacheUseIn, summaryOf } from "../../support/cache-calls.ts";

it.each([
  [`import { Ratelimit } from "@upstash/ratelimit"; const limiter = new Ratelimit({ redis, prefix: "estate" }); limiter.limit(ip)`, "upstash-ratelimit", "limit ip (prefix estate)"],
  [`import { RateLimiterRedis } from "rate-limiter-flexible"; const limiter = new RateLimiterRedis({ keyPrefix: "login" }); limiter.consume(ip)`, "rate-limiter-flexible", "limit ip (prefix login)"],
  [`import { ratelimit } from "@/lib/ratelimit"; ratelimit(10, "1 m").limit(ip)`, "wrapped-client", "limit ip"],
])("%s", (source, library, use) => {
  const found = cacheUseIn(source, cacheAdapters);
  expect(found?.library).toBe(library);
  expect(summaryOf(found)).toBe(use);
});

it("takes no query's limit for one", () => {
  expect(cacheUseIn(`import { db } from "./db"; db.select().limit(10)`, cacheAdapters)).toBeUndefined();
  expect(cacheUseIn(`import { stats } from "./stats"; stats.limit(size)`, cacheAdapters)).toBeUndefined();
});

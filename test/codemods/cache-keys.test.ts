import { describe, expect, it } from "vitest";
import { groupKeys, mayBeSameKey } from "../../src/codemods/cache-keys/same-key.ts";

describe("keys that may come out as one", () => {
  it.each([
    ["estates", "estates"],
    ["client:*", "client:17"],
    ["client:*", "client:*:*"],
    ["estates*", "estates:*"],
    ["client:*:list", "client:*:*:list"],
  ])("%s and %s", (a, b) => {
    expect(mayBeSameKey(a, b)).toBe(true);
    expect(mayBeSameKey(b, a)).toBe(true);
  });

  it.each([
    ["estates", "plots"],
    ["client:*", "plot:*"],
    ["client:*:list", "client:*:count"],
    ["*", "client:*"],
  ])("not %s and %s", (a, b) => {
    expect(mayBeSameKey(a, b)).toBe(false);
    expect(mayBeSameKey(b, a)).toBe(false);
  });

  it("are one group over others", () => {
    expect(groupKeys(["plot:1", "client:*", "plot:2", "plot:*", "plot:1"])).toEqual([["client:*"], ["plot:1", "plot:2", "plot:*"]]);
  });
});

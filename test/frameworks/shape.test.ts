import { describe, expect, test } from "vitest";
import type { Shape } from "../../src/analysis/value.ts";
import { originAt, shapeAt } from "../../src/frameworks/shape.ts";

const shape: Shape = {
  req: { "param(companyId)": "identity", param: "request", "*": "server" },
  user: { user_metadata: "request", "*": "identity" },
  all: { one: "request", two: { three: "request" } },
};

describe("originAt", () => {
  test.each([
    [["req", "param(id)"], "request"],
    [["req", "param()"], "request"],
    [["req", "param(companyId)"], "identity"],
    [["req", "raw", "deep"], "server"],
    [["user", "companyId"], "identity"],
    [["user", "user_metadata", "companyId"], "request"],
    [["user"], undefined],
    [["all"], "request"],
    [["other"], undefined],
    [["constructor"], undefined],
  ] as const)("%j is %s", (path, expected) => {
    expect(originAt(shape, path)).toBe(expected);
  });

  test("a leaf holds for everything beneath", () => {
    expect(originAt("request", ["json()", "id", "trim()"])).toBe("request");
  });

  test("nothing is known of nothing", () => {
    expect(originAt(undefined, ["id"])).toBeUndefined();
  });
});

test("shapeAt hands a part on", () => {
  expect(shapeAt(shape, ["user"])).toEqual({ user_metadata: "request", "*": "identity" });
  expect(shapeAt(shape, ["user", "id"])).toBe("identity");
  expect(shapeAt(shape, ["missing"])).toBeUndefined();
});

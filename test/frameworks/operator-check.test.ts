import { describe, expect, test } from "vitest";
import { constant, reference } from "../../src/analysis/make-value.ts";
import { choiceOf } from "../../src/analysis/object-value.ts";
import { isRole, operatorsByName, operatorsWhereEqual, operatorsWhereTrue } from "../../src/analysis/operator-check.ts";
import type { Reference, Root, Shape, Value } from "../../src/analysis/value.ts";
import type { Access } from "../../src/analysis/access.ts";
import { httpRequest } from "../../src/frameworks/parts/shapes.ts";
import { catalogOf } from "../support/catalog.ts";

function parameter(name: string, ...path: string[]): Reference {
  return reference({ kind: "parameter", id: name, fn: undefined as never, index: 0, name, shape: undefined }, path);
}

function request(...path: string[]): Reference {
  return reference({ kind: "parameter", id: "req", fn: undefined as never, index: 0, name: "req", shape: httpRequest }, path);
}

function imported(name: string, ...path: string[]): Reference {
  return reference({ kind: "import", id: name, source: "./roles", name }, path);
}

function called(callee: Reference, args: readonly Value[], shape?: Shape): Reference {
  return reference({ kind: "call", id: "call", node: undefined as never, callee, args, construct: false, shape }, []);
}

function row(tie: Reference, ...path: string[]): Reference {
  const root: Root = { kind: "row", id: "row", access: undefined as unknown as Access, ties: [tie] };
  return reference(root, path);
}

const superAdmin = constant("SUPER_ADMIN");

describe("operatorsWhereTrue", () => {
  test.each([
    ["a flag", parameter("user", "isSuperAdmin"), true],
    ["a flag of the session", request("user", "isPlatformAdmin"), true],
    ["a flag by itself", parameter("isSuperAdmin"), true],
    ["a flag of the user's own row", row(request("user", "id"), "isSuperAdmin"), true],
    ["a flag of a row that the request names", row(request("params", "id"), "isSuperAdmin"), false],
    ["a flag in the body", request("body", "isSuperAdmin"), false],
    ["a tenant's flag", parameter("user", "isCompanyAdmin"), false],
    ["any admin", parameter("user", "isAdmin"), false],
    ["a predicate", called(imported("isSuperAdmin"), [parameter("user")]), true],
    ["a predicate on the whole request", called(imported("isSuperAdmin"), [request()]), true],
    ["a predicate on what the client sent", called(imported("isSuperAdmin"), [request("body", "userId")]), false],
    ["another predicate", called(imported("isOwner"), [parameter("user")]), false],
    ["a role among roles", called(parameter("user", "roles", "includes"), [superAdmin]), true],
    ["a role among roles of the session", request("user", "roles", "includes(SUPER_ADMIN)"), true],
    ["another role among roles", called(parameter("user", "roles", "includes"), [constant("OWNER")]), false],
    ["a role among other things", called(parameter("user", "tags", "includes"), [superAdmin]), false],
    ["a predicate for a role", called(parameter("user", "hasRole"), [imported("Role", "SuperAdmin")]), true],
    ["a predicate for another role", called(parameter("user", "hasRole"), [constant("ADMIN")]), false],
  ])("%s", (_, value, expected) => {
    expect(operatorsWhereTrue(value, catalogOf("")) !== undefined).toBe(expected);
  });
});

describe("operatorsWhereEqual", () => {
  test.each([
    ["a role", parameter("user", "role"), superAdmin, true],
    ["a role of an enum", parameter("session", "user", "role"), imported("Role", "SUPER_ADMIN"), true],
    ["the other way round", superAdmin, parameter("globalRole"), true],
    ["a role that may be missing", choiceOf([parameter("user", "role"), constant(undefined)]), superAdmin, true],
    ["a tenant's role", parameter("user", "role"), constant("ADMIN"), false],
    ["a role in the body", request("body", "role"), superAdmin, false],
    ["something else", parameter("user", "name"), superAdmin, false],
    ["rights over the whole platform", parameter("user", "scope"), imported("Scope", "PLATFORM"), true],
    ["a kind of user", parameter("user", "userType"), superAdmin, true],
    ["how far something else reaches", parameter("notice", "scope"), imported("Scope", "PLATFORM"), false],
    ["rights over a tenant", parameter("user", "scope"), imported("Scope", "COMPANY"), false],
    ["the platform as a role", parameter("user", "role"), constant("platform"), false],
    ["two roles", parameter("a", "role"), parameter("b", "role"), false],
  ])("%s", (_, left, right, expected) => {
    expect(operatorsWhereEqual(left, right, catalogOf("")) !== undefined).toBe(expected);
  });
});

describe("operatorsByName", () => {
  const isFirst = (value: Reference) => ({ kind: "is", value, constant: 1 }) as const;
  test.each([
    ["what it compares of whom it is passed", [parameter("user")], isFirst(parameter("user", "rank")), true],
    ["what it compares with another module's", [parameter("user")], { kind: "tie", a: parameter("user", "rank"), b: imported("Rank", "FIRST"), node: undefined } as const, true],
    ["what it compares of something else", [parameter("user")], isFirst(parameter("flags", "open")), false],
    ["what it compares of what the client sent", [request("body")], isFirst(request("body", "rank")), false],
  ])("%s", (_, args, shown, expected) => {
    expect(operatorsByName(args, [shown]) !== undefined).toBe(expected);
  });
});

describe("isRole", () => {
  test.each([
    ["a role", parameter("user", "role"), true],
    ["a role in other letters", request("user", "role", "toLowerCase()"), true],
    ["a role by itself", parameter("role"), true],
    ["how far the session's rights reach", request("user", "scope"), true],
    ["what kind a thing is", parameter("notice", "type"), false],
  ])("%s", (_, value, expected) => {
    expect(isRole(value)).toBe(expected);
  });
});

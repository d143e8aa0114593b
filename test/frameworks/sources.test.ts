import { describe, expect, test } from "vitest";
import type { Reference, Root } from "../../src/analysis/value.ts";
import { frameworks } from "../../src/frameworks/index.ts";
import { originAt } from "../../src/frameworks/shape.ts";
import { isExit, sourceOf } from "../../src/frameworks/sources.ts";

function imported(source: string, name: string, ...path: string[]): Reference {
  return { kind: "reference", root: { kind: "import", id: name, source, name }, path };
}

function global(name: string, ...path: string[]): Reference {
  return { kind: "reference", root: { kind: "global", id: name, name }, path };
}

/** A path on something whose name does not matter, such as a parameter or the result of a call. */
function somewhere(...path: string[]): Reference {
  const root = { kind: "opaque", id: "1", node: undefined } as unknown as Root;
  return { kind: "reference", root, path };
}

/** A method of an object that is made of an imported class. */
function made(source: string, name: string, method: string): Reference {
  const root = { kind: "call", id: "2", node: undefined, callee: imported(source, name), args: [], construct: true, shape: undefined } as unknown as Root;
  return { kind: "reference", root, path: [method] };
}

function origin(callee: Reference, ...path: string[]) {
  return originAt(sourceOf(callee, frameworks), path);
}

describe("sourceOf", () => {
  test.each([
    ["session of next-auth", imported("next-auth", "getServerSession"), ["user", "companyId"], "identity"],
    ["the same from a path below", imported("next-auth/next", "getServerSession"), ["user", "companyId"], "identity"],
    ["a function of the same name elsewhere", imported("./session", "getServerSession"), ["user"], undefined],
    ["what is kept around a request", made("node:async_hooks", "AsyncLocalStorage", "getStore"), ["companyId"], "identity"],
    ["the client that is kept there", made("node:async_hooks", "AsyncLocalStorage", "getStore"), ["manager"], "server"],
    ["a store of another class", made("./shops", "Shops", "getStore"), ["companyId"], undefined],
    ["headers of next", imported("next/headers", "headers"), ["get(x-company)"], "request"],
    ["clerk", imported("@clerk/nextjs/server", "auth"), ["orgId"], "identity"],
    ["clerk protects", imported("@clerk/nextjs/server", "auth", "protect"), ["orgId"], "identity"],
    ["what browsers write at clerk", imported("@clerk/nextjs/server", "currentUser"), ["unsafeMetadata", "companyId"], "request"],
    ["what the backend writes at clerk", imported("@clerk/nextjs/server", "currentUser"), ["publicMetadata", "companyId"], "identity"],
    ["a clerk user of any id", somewhere("users", "getUser"), ["id"], undefined],
    ["supabase user", somewhere("auth", "getUser"), ["data", "user", "id"], "identity"],
    ["supabase user, imported client", imported("./supabase", "supabase", "auth", "getUser"), ["data", "user", "app_metadata", "companyId"], "identity"],
    ["supabase user metadata", somewhere("auth", "getUser"), ["data", "user", "user_metadata", "companyId"], "request"],
    ["supabase session is not verified", somewhere("auth", "getSession"), ["data", "session", "user", "id"], "request"],
    ["getUser of something named auth", imported("./firebase", "auth", "getUser"), ["data", "user", "id"], undefined],
    ["better-auth", imported("./auth", "auth", "api", "getSession"), ["session", "activeOrganizationId"], "identity"],
    ["auth0 user metadata", imported("@auth0/nextjs-auth0", "getSession"), ["user", "user_metadata", "companyId"], "request"],
    ["verified token, default import", imported("jsonwebtoken", "default", "verify"), ["companyId"], "identity"],
    ["verified token, named import", imported("jsonwebtoken", "verify"), ["companyId"], "identity"],
    ["verified token, namespace", imported("jsonwebtoken", "*", "verify"), ["companyId"], "identity"],
    ["decoded token", imported("jsonwebtoken", "default", "decode"), ["companyId"], "request"],
    ["jose", imported("jose", "jwtVerify"), ["payload", "companyId"], "identity"],
    ["jwt-decode", imported("jwt-decode", "default"), ["companyId"], "request"],
    ["firebase", somewhere("verifyIdToken"), ["companyId"], "identity"],
    ["lucia", imported("./lucia", "lucia", "validateSession"), ["user", "companyId"], "identity"],
    ["nuxt's own import", global("readBody"), ["companyId"], "request"],
    ["h3", imported("h3", "getRouterParam"), [], "request"],
  ] as const)("%s", (_, callee, path, expected) => {
    expect(origin(callee, ...path)).toBe(expected);
  });
});

describe("isExit", () => {
  test.each([
    [imported("next/navigation", "notFound"), true],
    [imported("next/navigation", "useRouter"), false],
    [imported("@sveltejs/kit", "redirect"), true],
    [imported("./navigation", "notFound"), false],
  ] as const)("%#", (callee, expected) => {
    expect(isExit(callee, frameworks)).toBe(expected);
  });
});

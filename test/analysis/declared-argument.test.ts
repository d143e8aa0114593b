import { describe, expect, it } from "vitest";
import { reference } from "../../src/analysis/make-value.ts";
import { isOptionalArgument, isRequiredArgument } from "../../src/analysis/declared-argument.ts";
import type { Reference } from "../../src/analysis/value.ts";
import type { FunctionNode } from "../../src/syntax/functions.ts";
import { parseSource } from "../../src/syntax/parse.ts";

/** A path of the first parameter of the function that a snippet ends with. */
function argument(source: string, path: string): Reference {
  const file = parseSource("/estates.ts", source);
  if ("skipped" in file) throw new Error(file.skipped);
  const fn = file.program.body.at(-1) as FunctionNode;
  return reference({ kind: "parameter", id: "p", fn, index: 0, name: undefined, shape: undefined }, path === "" ? [] : path.split("."));
}

describe("the source says that it may be undefined", () => {
  it.each<[string, string]>([
    ["function f(companyId?: string) {}", ""],
    ["function f(companyId: string | undefined) {}", ""],
    ["function f(options: { companyId?: string }) {}", "companyId"],
    ["function f(options: { companyId: string | undefined }) {}", "companyId"],
    ["function f({ companyId }: { companyId?: string }) {}", "companyId"],
    ["function f(options: { companyId?: string } = {}) {}", "companyId"],
    ["function f(options: { by: { companyId?: string } }) {}", "by.companyId"],
    ["interface Options { companyId?: string }\nfunction f(options: Options) {}", "companyId"],
    ["export type Options = { companyId?: string };\nfunction f(options: Options) {}", "companyId"],
  ])("%s", (source, path) => {
    expect(isOptionalArgument(argument(source, path))).toBe(true);
  });
});

describe("the source does not say so", () => {
  it.each<[string, string]>([
    ["function f(companyId: string) {}", ""],
    ["function f(companyId) {}", ""],
    ["function f(companyId: string | null) {}", ""],
    ["function f(companyId = 'house') {}", ""],
    ["function f(companyId: string | undefined = 'house') {}", ""],
    ["function f(options: { companyId: string }) {}", "companyId"],
    ["function f(options: { companyId?: string }) {}", "name"],
    ["function f(options: Imported) {}", "companyId"],
    ["function f(...companyIds: string[]) {}", ""],
  ])("%s", (source, path) => {
    expect(isOptionalArgument(argument(source, path))).toBe(false);
  });

  it("of anything but a parameter", () => {
    expect(isOptionalArgument(reference({ kind: "global", id: "g", name: "companyId" }, []))).toBe(false);
  });
});

describe("the source says that an object is there", () => {
  it.each<[string, string]>([
    ["function f(user: User) {}", ""],
    ["function f(options: { user: User }) {}", "user"],
    ["function f({ user }: { user: { id: string } }) {}", "user"],
    ["interface Options { user: User }\nfunction f(options: Options) {}", "user"],
  ])("%s", (source, path) => {
    expect(isRequiredArgument(argument(source, path))).toBe(true);
  });

  it.each<[string, string]>([
    ["function f(user) {}", ""],
    ["function f(user: any) {}", ""],
    ["function f(user?: User) {}", ""],
    ["function f(user: User | null) {}", ""],
    ["function f(userId: string) {}", ""],
    ["type Session = { user: string } | null;\nfunction f(session: Session) {}", ""],
    ["function f(options: { user?: User }) {}", "user"],
    ["function f(options: Imported) {}", "user"],
  ])("not %s", (source, path) => {
    expect(isRequiredArgument(argument(source, path))).toBe(false);
  });
});

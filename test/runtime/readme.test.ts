import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const docs = "../../docs/runtime/";
const pages = ["../../src/runtime/README.md", ...readdirSync(pathOf(docs)).map((file) => docs + file)].map((path) => ({
  name: path.replaceAll("../", ""),
  text: readFileSync(pathOf(path), "utf8"),
}));
const options: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
};

describe("the guarantees in the README and the pages", () => {
  // Tests that run on several servers are written once, in a file of specs.
  const tests = [...readdirSync(pathOf(".")), ...readdirSync(pathOf("support")).map((file) => `support/${file}`)]
    .filter((file) => /(?:\.test|-specs)\.ts$/.test(file))
    .map((file) => readFileSync(pathOf(file), "utf8"))
    .join("\n");
  const rows = pages.flatMap(({ name, text }) =>
    (text.split("## Guarantees")[1] ?? "")
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| call") && !line.startsWith("| ---"))
      .map((line) => [name, ...line.split("|").slice(1).map((cell) => cell.trim())]),
  );

  it.each(rows.map(([page = "", call = "", claim = "", test = ""]) => ({ page, call, claim, test })))("$page, $call: $claim", ({ test }) => {
    expect(test).not.toBe("");
    expect(tests).toContain(`("${test}"`);
  });
});

it("shows code that compiles in the README and on the pages", () => {
  const blocksOf = (text: string): string[] => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  expect(pages.flatMap(({ text }) => blocksOf(text)).length).toBeGreaterThan(10);
  const prelude = `
    import type * as Runtime from "@ringfence/runtime";
    interface Prisma extends Runtime.PrismaRawClient {
      company: { findMany(): Promise<{ id: string }[]> };
      plot: { findMany(query: { where: { companyId: string } }): Promise<{ id: string }[]> };
      invoice: { create(query: { data: { companyId: string; number: number } }): Promise<void> };
      $transaction<T>(work: (tx: Prisma) => Promise<T>): Promise<T>;
    }
    declare const prisma: Prisma;
    declare const pool: Runtime.SqlExecutor;
    declare const companyId: string;
    declare const fileName: string;
    declare const logger: Record<"info" | "warn", (event: object, message: string) => void>;
    declare const sales: { on(event: "sold", listener: () => void): void };
    declare const cache: { set(key: string, value: unknown): Promise<void> };
    declare const redis: { call(command: string, ...args: string[]): Promise<unknown>; options: { keyPrefix?: string } };
    declare const mongo: { db(): { collection(name: string): { findOneAndUpdate(): Promise<unknown>; findOne(): Promise<unknown> } } };
    declare function highestCallOf(tenant: unknown): Promise<number>;
    declare function sendReminders(): Promise<void>;
  `;
  const host = ts.createCompilerHost(options);
  const sources = new Map(
    pages.map(({ text }, index) => {
      const file = pathOf(`page-${index}.ts`);
      return [file, ts.createSourceFile(file, [prelude, ...blocksOf(text), "export {};"].join("\n"), ts.ScriptTarget.ES2023, true)];
    }),
  );
  const withExamples: ts.CompilerHost = {
    ...host,
    getSourceFile: (name, ...rest) => sources.get(name) ?? host.getSourceFile(name, ...rest),
    fileExists: (name) => sources.has(name) || host.fileExists(name),
  };
  const program = ts.createProgram([...sources.keys()], options, withExamples);
  const problems = ts.getPreEmitDiagnostics(program).map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
  expect(problems).toEqual([]);
});

describe("the documentation of exports", () => {
  const program = ts.createProgram([pathOf("../../src/runtime/src/index.ts")], options);
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(pathOf("../../src/runtime/src/index.ts"));
  const module = index === undefined ? undefined : checker.getSymbolAtLocation(index);
  const exported = (module === undefined ? [] : checker.getExportsOfModule(module)).map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );
  const methods = exported
    .filter((symbol) => ["Sequences", "StoreSequences", "SequenceBlock", "Uids", "PrefixRegistry", "TenantCache", "TenantMemoryCache"].includes(symbol.name))
    .flatMap((symbol) => checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)))
    .filter((symbol) => symbol.flags & ts.SymbolFlags.Method);
  const docOf = (symbol: ts.Symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));

  it.each([...exported, ...methods].map((symbol) => ({ name: symbol.name, symbol })))("says what $name is, with an example", ({ symbol }) => {
    expect(docOf(symbol)).not.toBe("");
    expect(symbol.getJsDocTags(checker).map((tag) => tag.name)).toContain("example");
  });

  const promises = [...methods, ...exported.filter((symbol) => symbol.flags & ts.SymbolFlags.Function)];
  it.each(promises.map((symbol) => ({ name: symbol.name, symbol })))("says what holds for $name under concurrency and after a crash", ({ symbol }) => {
    expect(docOf(symbol)).toMatch(/pure function|guarantees stand at each method|Adds nothing|Idempotent|Concurrency[\s\S]*crash/i);
  });
});

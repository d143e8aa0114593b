import { describe, expect, it } from "vitest";
import { withExemptions } from "../../src/analysis/exemptions.ts";
import { runRules } from "../../src/findings/run-rules.ts";
import rule from "../../src/rules/no-max-plus-one.ts";
import { analysisOf } from "../support/judged-caches.ts";

/** What stands under each report, how sure it is, and where the number goes. */
function reports(statements: string, { head = "", path = "src/plots.ts" } = {}): string[] {
  const source = `
import { db } from "./db";
${head}
export async function addPlot(companyId: number, estateId: number) {
  ${statements}
}`;
  return runRules(withExemptions(analysisOf(source, path)), [rule]).map(({ report, confidence }) => `${source.slice(...report.node.range)} | ${confidence} | ${report.messageId}`);
}

const write = (number: string) => `return db.plot.create({ data: { companyId, estateId, number: ${number}, price: 1 } });`;

describe("counts, maxima and last rows, plus one", () => {
  it.each([
    ["countOfKey", "const n = await db.plot.count({ where: { companyId } });", "n + 1"],
    ["countOfKey", "const n = await db.plot.count({ where: { companyId } });", "1 + n"],
    ["countOfKey", "const rows = await db.plot.findMany({ where: { companyId } });", "rows.length + 1"],
    ["countOfKey", "const { _count } = await db.plot.aggregate({ where: { companyId }, _count: true });", "_count + 1000"],
    ["maxOfKey", "const { _max } = await db.plot.aggregate({ where: { companyId }, _max: { price: true } });", "(_max.price ?? 0) + 1"],
    ["maxOfKey", "const rows = await db.plot.findMany({ where: { companyId } });", "Math.max(0, ...rows.map((row) => row.price)) + 1"],
    ["lastRowOfKey", 'const last = await db.plot.findFirst({ where: { companyId }, orderBy: { price: "desc" } });', "(last?.price ?? 0) + 1"],
    ["lastRowOfKey", 'const [last] = await db.plot.findMany({ where: { companyId }, orderBy: [{ price: "desc" }], take: 1 });', "last.price + 1"],
    ["lastRowOfKey", 'const last = await db.plot.findFirst({ where: { companyId }, orderBy: { price: { sort: "desc", nulls: "last" } } });', "last!.price + 1"],
  ])("%s: %s %s", (messageId, read, sum) => {
    expect(reports(`${read} ${write(sum)}`)).toEqual([`${sum} | certain | ${messageId}`]);
  });

  it.each([
    "`P-${n + 1}`",
    "String(n + 1).padStart(4, \"0\")",
    "`P${(n + 1).toString().padStart(3, \"0\")}`",
    "[\"P\", n + 1].join(\"-\")",
    "companyId > 5 ? n + 1 : 1",
  ])("reach the row through %s", (number) => {
    expect(reports(`const n = await db.plot.count({ where: { companyId } }); ${write(number)}`)).toEqual(["n + 1 | certain | countOfKey"]);
  });

  it("reach the row through a function of the file and through nested writes", () => {
    const head = "async function nextNumber(companyId: number) { return (await db.invoice.count({ where: { companyId } })) + 1; }";
    const nested = "return db.client.create({ data: { companyId, name: '', email: '', invoices: { create: [{ companyId, total: await nextNumber(companyId) }] } } });";
    expect(reports(nested, { head })).toEqual(["(await db.invoice.count({ where: { companyId } })) + 1 | likely | count"]);
  });

  it("may come twice in a column that is not unique", () => {
    const write = "return db.plot.create({ data: { companyId, estateId, number: '', price: n + 1 } });";
    expect(reports(`const n = await db.plot.count({ where: { companyId } }); ${write}`)).toEqual(["n + 1 | likely | count"]);
  });

  it("are possible when only the callers know where they go", () => {
    expect(reports("return (await db.plot.count({ where: { companyId } })) + 1;")).toEqual(["(await db.plot.count({ where: { companyId } })) + 1 | possible | count"]);
  });
});

describe("counters in memory", () => {
  it.each(["++last", "last++", "last += 1", "last = last + 1"])("%s", (next) => {
    expect(reports(write(`String(${next})`), { head: "let last = 0;" })).toHaveLength(1);
  });

  it("are reported where they are counted up first", () => {
    expect(reports(`last++; ${write("last")}`, { head: "let last = 0;" })).toEqual(["last++ | certain | memory"]);
  });

  it("are no concern inside one call", () => {
    expect(reports(`let last = 0; last++; ${write("String(last++)")}`)).toEqual([]);
  });
});

describe("is silent", () => {
  const count = "const n = await db.plot.count({ where: { companyId } });";

  it.each([
    ["without the addition", `${count} ${write("String(n)")}`],
    ["when nothing is added", `${count} ${write("n + 0")}`],
    ["when something else is added", `const { _sum } = await db.plot.aggregate({ where: { companyId }, _sum: { price: true } }); ${write("_sum.price + 1")}`],
    ["for the first row", `const first = await db.plot.findFirst({ where: { companyId }, orderBy: { price: "asc" } }); ${write("first.price + 1")}`],
    ["for a row found by its id", `const row = await db.plot.findFirst({ where: { id: estateId, companyId } }); ${write("row.price + 1")}`],
    ["for a row that stays in memory", `${count} console.log(n + 1);`],
    ["for rows that belong to nobody", "const n = await db.plan.count(); return db.plan.create({ data: { name: `Plan ${n + 1}` } });"],
    ["for an atomic increment", "return db.plot.update({ where: { id: estateId, companyId }, data: { price: { increment: 1 } } });"],
  ])("%s", (_name, statements) => {
    expect(reports(statements)).toEqual([]);
  });

  it("in scripts, and under a comment with a reason", () => {
    expect(reports(`${count} ${write("n + 1")}`, { path: "scripts/seed.ts" })).toEqual([]);
    expect(reports(`${count}\n // ringfence-exempt: the position in a list\n ${write("n + 1")}`)).toEqual([]);
  });
});

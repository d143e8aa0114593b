import { describe, expect, it } from "vitest";
import { runRules } from "../../src/findings/run-rules.ts";
import rule from "../../src/rules/no-handmade-uid.ts";
import { analysisOf } from "../support/judged-caches.ts";

/** What stands under each report, and how sure it is. */
function reports(statements: string): string[] {
  const source = `
import { db } from "./db";
export async function addClient(companyId: number, prefix: string, role: string, n: number) {
  const count = await db.client.count({ where: { companyId } });
  ${statements}
}`;
  return runRules(analysisOf(source, "src/clients.ts"), [rule]).map(({ report, confidence }) => `${source.slice(...report.node.range)} | ${confidence} | ${report.messageId}`);
}

const write = (name: string) => `return db.client.create({ data: { companyId, email: "", name: ${name} } });`;

describe("no-handmade-uid", () => {
  it.each([
    "`${prefix}MKT${String(count + 1).padStart(3, \"0\")}`",
    "`${prefix}${role}${count + 1}`",
    "prefix + \"MKT\" + (count + 1)",
    "prefix + \"-\" + String(count + 1).padStart(3, \"0\")",
  ])("reports %s with a number that can come twice", (text) => {
    expect(reports(write(text))).toEqual([`${text} | certain | ownNumber`]);
    expect(reports(`return ${text};`)).toEqual([`${text} | likely | ownNumber`]);
  });

  it("says that a unique column refuses the second", () => {
    expect(reports('return db.client.create({ data: { companyId, name: "", email: `${prefix}${count + 1}` } });')).toEqual(["`${prefix}${count + 1}` | certain | ownNumberOfKey"]);
  });

  it("reports a count that is called an id", () => {
    const text = "`${prefix}${String(nextId).padStart(5, \"0\")}`";
    expect(reports(`const nextId = n * 2; ${write(text)}`)).toEqual([`${text} | likely | padded`]);
  });

  it("reports padded numbers from elsewhere", () => {
    const text = "`${prefix}MKT${String(n).padStart(3, \"0\")}`";
    expect(reports(write(text))).toEqual([`${text} | likely | padded`]);
    expect(reports(`return ${text};`)).toEqual([`${text} | possible | padded`]);
    expect(reports(`const padded = n.toString().padStart(5, "0"); ${write("`${prefix}-${padded}`")}`)).toEqual(["`${prefix}-${padded}` | likely | padded"]);
  });

  it("reports what is left of a division where it is no fraction", () => {
    const text = "`${prefix}${String(n % 1000).padStart(3, \"0\")}`";
    expect(reports(write(text))).toEqual([`${text} | likely | padded`]);
    const version = "`${prefix}.${String(n).padStart(3, \"0\")}`";
    expect(reports(write(version))).toEqual([`${version} | likely | padded`]);
  });

  it.each([
    ["a row's own id", write("`${prefix}-${String(companyId).padStart(5, \"0\")}`")],
    ["an id that is read off a row", `const company = await db.company.findFirst(); ${write("`${prefix}${company.id.toString().padStart(5, \"0\")}`")}`],
    ["fractions", write("`${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, \"0\")}`")],
    ["fractions of any width", `const part = String(n % 10 ** count).padStart(count, "0"); ${write("`${role}.${part}`")}`],
    ["fractions that are put together", write("n + \".\" + (n % 1000).toString().padStart(3, \"0\")")],
    ["dates", write("`2026-${String(n).padStart(2, \"0\")}`")],
    ["colours", write("`#${n.toString(16).padStart(6, \"0\")}`")],
    ["durations that are returned", "return `${role}:${String(n).padStart(3, \"0\")}`;"],
    ["blanks", write("`${prefix}${String(n).padStart(8, \" \")}`")],
    ["text without a number", write("`${prefix}${role}`")],
    ["a number alone", write("count + 1")],
    ["sentences", `console.log(count); return \`Client \${count + 1} is written.\`;`],
  ])("is silent about %s", (_name, statements) => {
    expect(reports(statements)).toEqual([]);
  });
});

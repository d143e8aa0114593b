import { describe, expect, it } from "vitest";
import type { Field } from "../../src/catalog/catalog.ts";
import { namedKeys } from "../../src/catalog/source/named-keys.ts";
import type { ForeignKey } from "../../src/catalog/source/table-models.ts";

const field = (name: string): Field => ({ name, column: name, kind: "scalar", type: "uuid", list: false, required: true, defaulted: false, references: undefined, relation: undefined });
const table = (name: string, columns: readonly string[], foreignKeys: readonly ForeignKey[] = []) => ({ name, table: name, fields: ["id", ...columns].map(field), foreignKeys });
const to = (target: string, column = "account_id"): ForeignKey => ({ columns: [column], table: target, references: ["id"] });

/** What `plots.account_id`, which says nothing itself, is taken to name beside other tables. */
function named(...others: readonly ReturnType<typeof table>[]): string | undefined {
  return namedKeys([table("accounts", []), table("companies", []), table("plots", ["account_id"]), ...others]).find(({ name }) => name === "plots")?.foreignKeys[0]?.table;
}

describe("a column that no key is declared for", () => {
  it("names the table that it is called by", () => {
    expect(named()).toBe("accounts");
  });

  it("names what the columns of its name are said to name elsewhere", () => {
    expect(named(table("estates", ["account_id"], [to("companies")]))).toBe("companies");
  });

  it("names the table that it is called by where they name more than one", () => {
    expect(named(table("estates", ["account_id"], [to("companies")]), table("offers", ["account_id"], [to("accounts")]))).toBe("accounts");
  });

  it("names nothing that no table is called by", () => {
    const [, plots] = namedKeys([table("estates", ["parent_id"], [to("estates", "parent_id")]), table("plots", ["parent_id"])]);
    expect(plots?.foreignKeys).toEqual([]);
  });
});

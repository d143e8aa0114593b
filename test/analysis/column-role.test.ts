import { describe, expect, it } from "vitest";
import { modelAt, pathToColumn, roleOf, tenantColumnsOf, type ColumnRole } from "../../src/analysis/column-role.ts";
import { catalogOf, companySchema, modelOf } from "../catalog/support.ts";

const catalog = catalogOf(companySchema(`
model Partner {
  id     String  @id
  offers Offer[]
}
model Estate {
  id        String  @id
  companyId String
  company   Company @relation(fields: [companyId], references: [id])
  slug      String  @unique
  name      String
  email     String
  createdBy String
  createdByUser User @relation(fields: [createdBy], references: [id])
  mapKey    String
  offers    Offer[]
}
model Offer {
  id         String  @id
  estateId   String
  estate     Estate  @relation(fields: [estateId], references: [id])
  partnerId  String
  partner    Partner @relation(fields: [partnerId], references: [id])
  externalId String
  token      String  @unique
  price      Int
}
`).replace("members Membership[]", "members Membership[]\n  estates Estate[]").replace("memberships Membership[]", "memberships Membership[]\n  estates Estate[]"));

describe("what a column says about whose row it is", () => {
  it.each<[string, string, ColumnRole | undefined]>([
    ["Company", "id", "tenant"],
    ["Company", "name", undefined],
    ["Estate", "companyId", "tenant"],
    ["Estate", "company.id", "tenant"],
    ["Estate", "id", "id"],
    ["Estate", "slug", "natural"],
    ["Estate", "name", undefined],
    ["Estate", "email", "other"],
    ["Estate", "createdBy", "principal"],
    ["Estate", "createdByUser.id", "principal"],
    ["Membership", "userId", "principal"],
    ["Membership", "companyId", "tenant"],
    ["User", "id", "principal"],
    ["Offer", "estateId", "parent"],
    ["Offer", "estate.companyId", "tenant"],
    ["Offer", "estate.company.id", "tenant"],
    ["Offer", "partnerId", "other"],
    ["Offer", "partner.id", "id"],
    ["Offer", "externalId", "other"],
    ["Offer", "token", "secret"],
    ["Offer", "price", undefined],
    ["Offer", "inventedId", undefined],
    ["Offer", "price.id", undefined],
  ])("%s.%s: %s", (model, path, role) => {
    const steps = path.split(".");
    expect(roleOf(catalog, modelOf(catalog, model), steps.slice(0, -1), steps.at(-1) ?? "")).toBe(role);
  });
});

it("follows relations, and nothing else", () => {
  const offer = modelOf(catalog, "Offer");
  expect(modelAt(catalog, offer, [])?.name).toBe("Offer");
  expect(modelAt(catalog, offer, ["estate", "company"])?.name).toBe("Company");
  expect(modelAt(catalog, offer, ["price"])).toBeUndefined();
  expect(modelAt(catalog, offer, ["estate", "nowhere"])).toBeUndefined();
});

it("names the tenant's columns of a model: its keys, and its id when it is the tenant", () => {
  expect(tenantColumnsOf(modelOf(catalog, "Estate"))).toEqual(["companyId"]);
  expect(tenantColumnsOf(modelOf(catalog, "Company"))).toEqual(["id"]);
  expect(tenantColumnsOf(modelOf(catalog, "Offer"))).toEqual([]);
});

it.each<[string, string, string[]]>([
  ["Offer", "companyId", ["estate"]],
  ["Offer", "id", []],
  ["Offer", "slug", ["estate"]],
  ["Estate", "companyId", []],
])("knows the way from %s to %s", (model, column, path) => {
  expect(pathToColumn(catalog, modelOf(catalog, model), column)).toEqual(path);
});

import { describe, expect, it } from "vitest";
import { reference } from "../../src/analysis/make-value.ts";
import { isEntity, isOfEntity, namesPrincipal, namesTenant } from "../../src/analysis/tenant-names.ts";
import type { Reference } from "../../src/analysis/value.ts";
import { catalogOf, companySchema } from "../catalog/support.ts";

const schema = companySchema(`
model Estate {
  id        String  @id
  companyId String
  company   Company @relation(fields: [companyId], references: [id])
}`).replace("members Membership[]", "members Membership[]\n  estates Estate[]");
const catalog = catalogOf(schema, { tenant: { aliases: ["forCompanyId"] } });

/** A value as the source spells it, its first name being that of an import. */
function spelled(name: string): Reference {
  const [first = "", ...path] = name.split(".");
  return reference({ kind: "import", id: first, source: "./x", name: first }, path);
}

const yes = (test: (value: Reference) => boolean) => (name: string) => test(spelled(name));

describe("names a tenant", () => {
  const names = yes((value) => namesTenant(value, catalog));
  it.each(["companyId", "session.user.companyId", "company", "company.id", "req.company._id", "user.company.id", "forCompanyId", "currentCompanyId", "input.expectedCompanyId", "auth.authorizedCompanyId", "authenticatedCompanyId", "companies.*.companyId"])("%s", (name) => {
    expect(names(name)).toBe(true);
  });
  it.each(["id", "targetCompanyId", "estate.id", "estate._id", "company.name", "companyIds", "session.user", "estateId"])("not %s", (name) => {
    expect(names(name)).toBe(false);
  });
});

describe("names the signed-in user, or carries the tenant context", () => {
  const names = yes((value) => namesPrincipal(value, catalog));
  it.each(["userId", "currentUserId", "session", "session.user.id", "ctx.user", "actor.id", "input.userId"])("%s", (name) => {
    expect(names(name)).toBe(true);
  });
  it.each(["id", "estate.id", "input.id", "authorName"])("not %s", (name) => {
    expect(names(name)).toBe(false);
  });
});

describe("is of a row that somebody has loaded", () => {
  const is = yes(isOfEntity);
  it.each(["plot.id", "plot.estateId", "input.plot.id"])("%s", (name) => {
    expect(is(name)).toBe(true);
  });
  it.each(["id", "plotId", "input.id", "params.plotId", "req.query.id", "args.where.id"])("not %s", (name) => {
    expect(is(name)).toBe(false);
  });
});

describe("is one row", () => {
  const is = yes(isEntity);
  it.each(["plot", "input.plot", "link"])("%s", (name) => {
    expect(is(name)).toBe(true);
  });
  it.each(["input", "params", "session", "ctx", "req.body"])("not %s", (name) => {
    expect(is(name)).toBe(false);
  });
});

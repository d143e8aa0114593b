import { describe, expect, it } from "vitest";
import type { Ownership } from "../../src/catalog/catalog.ts";
import { catalogOf, companySchema, modelOf } from "./support.ts";

const estate = `
  model Estate {
    id        String  @id
    companyId String
    company   Company @relation(fields: [companyId], references: [id])
  }
  model Client {
    id        String  @id
    companyId String
    company   Company @relation(fields: [companyId], references: [id])
  }`;

const ownership = (model: string, name = "Plot", settings?: Parameters<typeof catalogOf>[1]): Ownership => modelOf(catalogOf(companySchema(`${estate}\n${model}`), settings), name).ownership;

describe("direct", () => {
  it("names the column, its relation and its level", () => {
    expect(ownership("", "Estate")).toEqual({
      kind: "direct",
      keys: [{ column: "companyId", relation: "company", level: "Company", required: true }],
      because: "companyId names the Company.",
    });
  });

  it("takes a column by name and type where no relation is declared", () => {
    expect(ownership("model Plot {\n id String @id\n companyId String\n}")).toEqual({
      kind: "direct",
      keys: [{ column: "companyId", relation: undefined, level: "Company", required: true }],
      because: "companyId has the name of a key to Company, though no relation is declared.",
    });
  });

  it("does not take a column of that name but another type", () => {
    expect(ownership("model Plot {\n id String @id\n companyId Int\n}").kind).toBe("global");
  });

  it("marks a key that may be empty", () => {
    expect(ownership("model Plot {\n id String @id\n companyId String?\n company Company? @relation(fields: [companyId], references: [id])\n}")).toMatchObject({
      kind: "direct",
      keys: [{ column: "companyId", required: false }],
    });
  });

  it("does not take a mere reference to a company", () => {
    const model = "model Plot {\n id String @id\n referredById String?\n referredBy Company? @relation(fields: [referredById], references: [id])\n}";
    expect(ownership(model).kind).toBe("global");
  });

  it("takes a required reference of any name, unless there is a better key", () => {
    const seller = "sellerId String\n seller Company @relation(\"sold\", fields: [sellerId], references: [id])";
    expect(ownership(`model Plot {\n id String @id\n ${seller}\n}`)).toMatchObject({ kind: "direct", keys: [{ column: "sellerId" }] });
    expect(ownership(`model Plot {\n id String @id\n companyId String\n ${seller}\n}`)).toMatchObject({ kind: "direct", keys: [{ column: "companyId" }] });
  });

  it("sees the company in a composite key", () => {
    const model = "model Plot {\n id String @id\n clientId String\n holder String\n client Client @relation(fields: [clientId, holder], references: [id, companyId])\n}";
    expect(ownership(model)).toMatchObject({ kind: "direct", keys: [{ column: "holder", relation: undefined, level: "Company" }] });
  });
});

describe("through", () => {
  const plot = "model Plot {\n id String @id\n estateId String\n estate Estate @relation(fields: [estateId], references: [id])\n}";

  it("follows required relations to the tenant", () => {
    expect(ownership(plot)).toEqual({
      kind: "through",
      path: ["estate", "company"],
      parent: "Estate",
      optional: false,
      because: "It has no key of its own; required relations lead to the tenant: Plot → estate → company.",
    });
  });

  it("prefers a longer required way to a short optional one", () => {
    const visit = `${plot}
      model Visit {
        id       String  @id
        clientId String?
        client   Client? @relation(fields: [clientId], references: [id])
        plotId   String
        plot     Plot    @relation(fields: [plotId], references: [id])
      }`;
    expect(ownership(visit, "Visit")).toMatchObject({ kind: "through", path: ["plot", "estate", "company"], optional: false });
  });

  it.each([
    ["is left out for a user's own row", "String?", "userId String\n user User @relation(fields: [userId], references: [id])", "global"],
    ["stays where no user must be named", "String?", "userId String?\n user User? @relation(fields: [userId], references: [id])", "through"],
    ["stays where the company of what it links must be named", "String", "userId String\n user User @relation(fields: [userId], references: [id])", "through"],
  ])("over a link that may be empty %s", (_, key, user, kind) => {
    const member = "model User {\n id String @id\n email String @unique\n companyId String?\n company Company? @relation(fields: [companyId], references: [id])\n}";
    const login = `model Login {\n id String @id\n companyId ${key}\n company Company${key.slice(6)} @relation(fields: [companyId], references: [id])\n}`;
    const token = `model Token {\n id String @id\n loginId String?\n login Login? @relation(fields: [loginId], references: [id])\n ${user}\n}`;
    expect(ownership(`${member}\n${login}\n${token}`, "Token").kind).toBe(kind);
  });

  it("marks a way with an optional step", () => {
    const visit = "model Visit {\n id String @id\n clientId String?\n client Client? @relation(fields: [clientId], references: [id])\n}";
    expect(ownership(visit, "Visit")).toMatchObject({ kind: "through", path: ["client", "company"], optional: true });
  });

  it("takes a required column for a required relation, whatever the relation's mark", () => {
    const visit = "model Visit {\n id String @id\n clientId String\n client Client? @relation(fields: [clientId], references: [id])\n}";
    expect(ownership(visit, "Visit")).toMatchObject({ kind: "through", optional: false });
  });

  it("does not lead over a user whom a row may lack", () => {
    const schema = (mark: string): string => `
      model Company { id String @id }
      model User {
        id        String  @id
        companyId String
        company   Company @relation(fields: [companyId], references: [id])
      }
      model Lead {
        id      String @id
        agentId String${mark}
        agent   User${mark} @relation(fields: [agentId], references: [id])
      }`;
    expect(modelOf(catalogOf(schema("")), "Lead").ownership).toMatchObject({ kind: "through", path: ["agent", "company"] });
    expect(modelOf(catalogOf(schema("?")), "Lead").ownership.kind).toBe("global");
  });

  it("does not take the tenant's part of a composite key for the other row's id", () => {
    const plan = "model Plan {\n id String @id\n companyId String\n @@unique([id, companyId])\n}";
    const sheet = "model Sheet {\n id String @id\n planId String\n companyId String\n plan Plan @relation(fields: [planId, companyId], references: [id, companyId])\n}";
    expect(ownership(`${plan}\n${sheet}`, "Plan")).toMatchObject({ kind: "direct", keys: [{ column: "companyId", level: "Company" }] });
    expect(ownership(`${plan}\n${sheet}`, "Sheet")).toMatchObject({ kind: "direct", keys: [{ column: "companyId", level: "Company" }] });
  });

  it("takes the row's part of a composite id for its id", () => {
    const plan = "model Plan {\n id String\n companyId String\n company Company @relation(fields: [companyId], references: [id])\n @@id([id, companyId])\n}";
    const sheet = "model Sheet {\n id String @id\n planId String\n companyId String\n plan Plan @relation(fields: [planId, companyId], references: [id, companyId])\n}";
    const { fields } = modelOf(catalogOf(companySchema(`${plan}\n${sheet}`)), "Sheet");
    expect([fields.get("planId")?.references, fields.get("companyId")?.references]).toEqual(["Plan", "Company"]);
  });

  it.each([
    ["owner", "through"],
    ["uploadedBy", "global"],
    ["createdBy", "global"],
  ])("leads over the user whom %s names: %s", (column, kind) => {
    const company = "model Company { id String @id }";
    const user = "model User {\n id String @id\n companyId String\n company Company @relation(fields: [companyId], references: [id])\n}";
    const guide = `model Guide {\n id String @id\n ${column}Id String\n ${column} User @relation(fields: [${column}Id], references: [id])\n}`;
    expect(modelOf(catalogOf([company, user, guide].join("\n")), "Guide").ownership.kind).toBe(kind);
  });

  it("does not follow a row to its own kind", () => {
    expect(ownership("model Plot {\n id String @id\n parentId String\n parent Plot @relation(fields: [parentId], references: [id])\n}").kind).toBe("global");
  });
});

describe("reversed", () => {
  const settings = "model Settings {\n id String @id\n estate Estate?\n}";
  const holding = estate.replace("model Estate {", "model Estate {\n settingsId String @unique\n settings Settings @relation(fields: [settingsId], references: [id])");
  const of = (rest: string, name: string): Ownership => modelOf(catalogOf(companySchema(`${holding}\n${rest}`)), name).ownership;

  it("finds the owner that holds the row's id", () => {
    expect(of(settings, "Settings")).toEqual({ kind: "reversed", path: ["estate", "company"], parent: "Estate", because: "Estate holds its id, one to one: Settings → estate → company." });
  });

  it("ends at the tenant itself", () => {
    const schema = companySchema("model Branding {\n id String @id\n company Company?\n}").replace("model Company {", "model Company {\n brandingId String @unique\n branding Branding @relation(fields: [brandingId], references: [id])");
    expect(modelOf(catalogOf(schema), "Branding").ownership).toMatchObject({ kind: "reversed", path: ["company"], parent: "Company" });
  });

  it("is not a row that many may hold", () => {
    expect(of("model Settings {\n id String @id\n estates Estate[]\n}", "Settings").kind).toBe("global");
  });
});

describe("global", () => {
  it("says that a row belongs to a user alone", () => {
    const model = "model Session {\n id String @id\n userId String\n user User @relation(fields: [userId], references: [id])\n}";
    expect(ownership(model, "Session")).toEqual({ kind: "global", because: "It belongs to a user (userId) and to no Company." });
  });

  it("holds users who are members of several companies", () => {
    expect(ownership("", "User")).toEqual({ kind: "global", because: "Users sign in on their own; no key of theirs names the Company." });
  });

  it("holds what nothing ties to a company", () => {
    expect(ownership("model Country {\n code String @id\n}", "Country")).toEqual({ kind: "global", because: "No key and no relation leads to the Company." });
  });
});

describe("what the settings say", () => {
  const plot = "model Plot {\n id String @id\n firm String\n estateId String\n estate Estate @relation(fields: [estateId], references: [id])\n}";

  it("makes a model global, and no way leads over it", () => {
    expect(ownership(plot, "Estate", { models: { global: ["Estate"] } })).toMatchObject({ kind: "global", because: "The settings say that it belongs to no tenant." });
    expect(ownership(plot, "Plot", { models: { global: ["Estate"] } }).kind).toBe("global");
  });

  it("names the columns that own a model", () => {
    expect(ownership(plot, "Plot", { models: { owned: { Plot: ["firm"] } } })).toEqual({
      kind: "direct",
      keys: [{ column: "firm", relation: undefined, level: "Company", required: true }],
      because: "The settings say that firm owns it.",
    });
  });

  it("names the way to the owner", () => {
    expect(ownership(plot, "Plot", { models: { through: { Plot: ["estate", "company"] } } })).toMatchObject({ kind: "through", path: ["estate", "company"], parent: "Estate", optional: false });
  });
});

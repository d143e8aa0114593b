import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../src/catalog/build-catalog.ts";
import type { DeclaredSchema } from "../../src/catalog/declared-model.ts";
import { mergeSchemas } from "../../src/catalog/merge-schemas.ts";
import { parsePrismaSchema } from "../../src/catalog/prisma-schema.ts";
import { catalogOf, companySchema, modelOf } from "./support.ts";

const owned = (name: string, columns = ""): string => `
  model ${name} {
    id        String  @id
    companyId String
    company   Company @relation(fields: [companyId], references: [id])
    ${columns}
  }`;

describe("the root", () => {
  it("is the company that a membership gives users to", () => {
    const { tenancy } = catalogOf(companySchema(owned("Estate")));
    expect(tenancy).toMatchObject({ root: "Company", family: ["Company"], keys: ["companyId"], source: "inferred", principal: { model: "User", keys: ["userId"] } });
    expect(tenancy.because).toEqual([
      "Company is the tenant: it has a tenant's name, 2 of 3 other models hold its key (2 hang on it), Membership makes users its members with a role.",
      "User is the signed-in user; userId names it.",
    ]);
  });

  it("is the company that users name by a column", () => {
    const schema = `
      model Company { id String @id }
      model User {
        id        String  @id
        companyId String
        company   Company @relation(fields: [companyId], references: [id])
      }
      model Client {
        id         String @id
        company_id String
      }`;
    expect(catalogOf(schema).tenancy).toMatchObject({ root: "Company", keys: ["companyId", "company_id"] });
  });

  it("may have any name when users are its members with a role and much hangs on it", () => {
    const schema = `
      model User { id String @id }
      model Harbour { id String @id }
      model HarbourMember {
        id        String @id
        role      String
        userId    String
        user      User @relation(fields: [userId], references: [id])
        harbourId String
        harbour   Harbour @relation(fields: [harbourId], references: [id])
      }
      model Berth {
        id        String @id
        harbourId String
        harbour   Harbour @relation(fields: [harbourId], references: [id])
      }`;
    expect(catalogOf(schema).tenancy.root).toBe("Harbour");
  });

  it("is weighed among the models of its own library: tables that only SQL makes say nothing of it", () => {
    const berths = ["Berth", "Crane"].map((name) => `
      model ${name} {
        id        String @id
        harbourId String
        harbour   Harbour @relation(fields: [harbourId], references: [id])
      }`).join("");
    const code = parsePrismaSchema([{ file: "/estate/schema.prisma", text: `
      model User { id String @id }
      model Harbour { id String @id }
      model HarbourMember {
        id        String @id
        role      String
        userId    String
        user      User @relation(fields: [userId], references: [id])
        harbourId String
        harbour   Harbour @relation(fields: [harbourId], references: [id])
      }${berths}` }]);
    const imported = (library: string): DeclaredSchema => {
      const companyId = { name: "company_id", column: "company_id", type: "Int", kind: "scalar" as const, list: false, required: false, defaulted: false, relation: undefined, references: undefined };
      const tables = Array.from({ length: 12 }, (_, index) => `import_${index}`);
      return { models: new Map(tables.map((name) => [name, { name, library, table: name, kind: "model", file: "/estate/import.sql", line: 1, fields: new Map([["company_id", companyId]]), id: [], uniques: [] }])), problems: [], files: ["/estate/import.sql"] };
    };
    const rootWith = (library: string): string | undefined => buildCatalog(mergeSchemas([{ schema: code, secondary: false }, { schema: imported(library), secondary: true }]), { tenant: { aliases: [] }, models: { global: [], owned: {}, through: {} } }).tenancy.root;
    expect(rootWith("sql")).toBe("Harbour");
    expect(rootWith("prisma")).toBeUndefined();
  });

  it("may have any name when each user names one and many models hold its key", () => {
    const holding = (name: string, target: string): string => `
      model ${name} {
        id String @id
        ${target.toLowerCase()}Id String
        ${target.toLowerCase()} ${target} @relation(fields: [${target.toLowerCase()}Id], references: [id])
      }`;
    const schema = (held: number, others: number): string =>
      ["model Harbour { id String @id }", holding("User", "Harbour"), ...Array.from({ length: held }, (_, index) => holding(`Berth${String(index)}`, "Harbour")), ...Array.from({ length: others }, (_, index) => holding(`Log${String(index)}`, "User"))].join("\n");
    expect(catalogOf(schema(6, 4)).tenancy).toMatchObject({ root: "Harbour", keys: ["harbourId"] });
    expect(catalogOf(schema(2, 8)).tenancy.root).toBe("User");
  });

  it("may have its name in another language", () => {
    const schema = `
      model User {
        id        String  @id
        empresaId String
        empresa   Empresa @relation(fields: [empresaId], references: [id])
      }
      model Empresa { id String @id }`;
    expect(catalogOf(schema).tenancy).toMatchObject({ root: "Empresa", keys: ["empresaId"] });
  });

  it("is not what people work on together where something has a tenant's name", () => {
    const joined = (target: string, role: string): string => `
      model ${target} { id String @id }
      model ${target}Member {
        id String @id
        ${role}
        userId String
        user User @relation(fields: [userId], references: [id])
        ${target.toLowerCase()}Id String
        ${target.toLowerCase()} ${target} @relation(fields: [${target.toLowerCase()}Id], references: [id])
      }`;
    const notes = Array.from({ length: 5 }, (_, index) => `
      model Note${String(index)} {
        id String @id
        dealId String
        deal Deal @relation(fields: [dealId], references: [id])
      }`);
    const schema = ["model User { id String @id }", joined("Deal", "role String"), joined("Office", ""), ...notes].join("\n");
    expect(catalogOf(schema).tenancy.root).toBe("Office");
  });

  it("is the company that the users' profiles are members of", () => {
    const schema = (profile: string): string => `
      model User { id String @id }
      model ${profile} {
        id     String @id
        userId String
        user   User   @relation(fields: [userId], references: [id])
      }
      model Center { id String @id }
      model CenterAccess {
        id        String @id
        profileId String
        profile   ${profile} @relation(fields: [profileId], references: [id])
        centerId  String
        center    Center @relation(fields: [centerId], references: [id])
      }
      model Course {
        id       String @id
        centerId String
        center   Center @relation(fields: [centerId], references: [id])
        userId   String
        user     User   @relation(fields: [userId], references: [id])
      }`;
    expect(catalogOf(schema("UserProfile")).tenancy).toMatchObject({ root: "Center", because: [expect.stringContaining("CenterAccess makes users its members"), expect.any(String)] });
    expect(catalogOf(schema("Favourite")).tenancy.root).not.toBe("Center");
  });

  it("is the company of the tables that each kind of user has", () => {
    const staff = (name: string): string => `
      model ${name} {
        id        String  @id
        userId    String  @unique
        user      User    @relation(fields: [userId], references: [id])
        companyId String
        company   Company @relation(fields: [companyId], references: [id])
      }`;
    const schema = `
      model User { id String @id }
      model Holder {
        id     String @id
        userId String @unique
        user   User   @relation(fields: [userId], references: [id])
      }
      model Company {
        id       String @id
        holderId String
        holder   Holder @relation(fields: [holderId], references: [userId])
      }
      ${["Surveyor", "Broker"].map(staff).join("\n")}
      ${["Estate", "Plot", "Viewing"].map((name) => owned(name)).join("\n")}`;
    expect(catalogOf(schema).tenancy).toMatchObject({ root: "Company", keys: ["companyId"] });
  });

  it("is not a company that no user belongs to", () => {
    const schema = `
      model User { id String @id }
      model Company {
        id     String @id
        ticker String
      }
      model Quote {
        id        String @id
        companyId String
        company   Company @relation(fields: [companyId], references: [id])
      }
      model Holding {
        id     String @id
        userId String
        user   User @relation(fields: [userId], references: [id])
      }
      model Alert {
        id     String @id
        userId String
        user   User @relation(fields: [userId], references: [id])
      }`;
    expect(catalogOf(schema).tenancy).toMatchObject({ root: "User", family: ["User"], keys: ["userId"] });
  });

  it("is the user where every row hangs on one, accounts for signing in left aside", () => {
    const schema = `
      model User { id String @id }
      model Account {
        id       String @id
        userId   String
        provider String
        user     User @relation(fields: [userId], references: [id])
      }
      model Viewing {
        id      String  @id
        ownerId String
        owner   User    @relation(fields: [ownerId], references: [id])
        guestId String?
        guest   User?   @relation("guest", fields: [guestId], references: [id])
      }`;
    const catalog = catalogOf(schema);
    expect(catalog.tenancy.root).toBe("User");
    expect(catalog.tenancy.because[0]).toContain("each user is a tenant of their own");
    expect(modelOf(catalog, "Viewing").ownership).toMatchObject({ kind: "direct", keys: [{ column: "ownerId", relation: "owner", level: "User" }] });
  });

  it("is unknown where one table of many names the user", () => {
    const owned = (name: string) => `model ${name} {\n id String @id\n userId String\n user User @relation(fields: [userId], references: [id])\n}`;
    const others = Array.from({ length: 8 }, (_, index) => `model Page${String(index)} { id String @id }`).join("\n");
    const user = (...lists: string[]) => `model User {\n id String @id\n${lists.map((name) => ` ${name.toLowerCase()} ${name}[]`).join("\n")}\n}`;
    expect(catalogOf(`${user("Widget")}\n${owned("Widget")}\n${others}`).tenancy.root).toBeUndefined();
    expect(catalogOf(`${user("Widget", "Note")}\n${owned("Widget")}\n${owned("Note")}\n${others}`).tenancy.root).toBe("User");
  });

  it.each([
    ["owner", "User"],
    ["createdBy", undefined],
  ])("is the user where %s names one in many tables: %s", (column, root) => {
    const held = (name: string) => `model ${name} {\n id String @id\n ${column}Id String\n ${column} User @relation(fields: [${column}Id], references: [id])\n}`;
    const names = Array.from({ length: 9 }, (_, index) => `Sheet${String(index)}`);
    const schema = `model User {\n id String @id\n${names.map((name) => ` ${name.toLowerCase()} ${name}[]`).join("\n")}\n}\n${names.map(held).join("\n")}`;
    expect(catalogOf(schema).tenancy.root).toBe(root);
  });

  it.each([
    ["owner", "User"],
    ["createdBy", undefined],
  ])("is the user of a small schema where %s names one: %s", (column, root) => {
    const plot = `model Plot {\n id String @id\n ${column}Id String\n ${column} User @relation(fields: [${column}Id], references: [id])\n}`;
    expect(catalogOf(`model User {\n id String @id\n plots Plot[]\n}\n${plot}\nmodel Price {\n id String @id\n}`).tenancy.root).toBe(root);
  });

  it.each([
    [8, 3, "User"],
    [6, 5, undefined],
  ])("is the user where %i tables say whose a row is, and %i who made it: %s", (owned, made, root) => {
    const held = (column: string, count: number) => Array.from({ length: count }, (_, index) => `model ${column}${String(index)} {\n id String @id\n ${column}Id String\n ${column} User @relation(fields: [${column}Id], references: [id])\n}`);
    expect(catalogOf(["model User {\n id String @id\n}", ...held("owner", owned), ...held("createdBy", made)].join("\n")).tenancy.root).toBe(root);
  });

  it("is no model that few others hang on, though users have roles in it", () => {
    const held = (name: string, columns = "") => `model ${name} {\n id String @id\n meetingId String\n meeting Meeting @relation(fields: [meetingId], references: [id])\n${columns}}`;
    const attendee = held("Attendee", " role String\n userId String\n user User @relation(fields: [userId], references: [id])\n");
    const others = Array.from({ length: 8 }, (_, index) => `model Page${String(index)} { id String @id }`).join("\n");
    const base = `model User {\n id String @id\n}\nmodel Meeting {\n id String @id\n}\n${attendee}`;
    const agenda = Array.from({ length: 8 }, (_, index) => held(`Point${String(index)}`)).join("\n");
    expect(catalogOf(`${base}\n${others}\n${held("Agenda")}`).tenancy.root).toBeUndefined();
    expect(catalogOf(`${base}\n${agenda}`).tenancy.root).toBe("Meeting");
  });

  it("may say in its name that it is a model", () => {
    const catalog = catalogOf(companySchema(`${owned("Estate")}\nmodel Note {\n id String @id\n companyId String\n}`).replaceAll("Company", "CompanyEntity").replaceAll("User", "UserEntity"));
    expect(catalog.tenancy).toMatchObject({ root: "CompanyEntity", keys: ["companyId"], principal: { model: "UserEntity" } });
    expect(modelOf(catalog, "Note").ownership).toMatchObject({ kind: "direct", keys: [{ column: "companyId", level: "CompanyEntity" }] });
  });

  it("is unknown where only signing in hangs on the user", () => {
    const schema = `
      model User { id String @id }
      model Session {
        id     String @id
        userId String
        user   User @relation(fields: [userId], references: [id])
      }
      model Page { id String @id }`;
    const catalog = catalogOf(schema);
    expect(catalog.tenancy).toMatchObject({ root: undefined, family: [], keys: [] });
    expect(modelOf(catalog, "Page").ownership.kind).toBe("global");
  });

  it.each([
    ["companies", "orgId", "Organization"],
    ["users", "userId", "User"],
  ])("stands outside the schema where %s are kept elsewhere", (_, column, level) => {
    const schema = ["Estate", "Plot", "Client"].map((name) => `model ${name} {\n id String @id\n ${column} String\n}`).join("\n");
    const catalog = catalogOf(schema);
    expect(catalog.tenancy).toMatchObject({ root: undefined, family: [], keys: [column] });
    expect(modelOf(catalog, "Plot").ownership).toMatchObject({ kind: "direct", keys: [{ column, level, relation: undefined, required: true }] });
  });
});

describe("a company that lives elsewhere", () => {
  const project = (column: string): string => `
    model Project {
      id String @id
      ${column}
    }
    model Task {
      id        String @id
      orgId     String
      projectId String
      project   Project @relation(fields: [projectId], references: [id])
    }`;

  it("stands above a project that holds its id", () => {
    expect(catalogOf(project("orgId String")).tenancy).toMatchObject({ root: undefined, keys: ["orgId"] });
  });

  it("is the project itself where each has its own", () => {
    expect(catalogOf(project("orgId String @unique")).tenancy.root).toBe("Project");
  });
});

describe("a tenant under another name", () => {
  const register = (bill: string, more = ""): string => `
    model User {
      id       String  @id
      email    String  @unique
      tenantId String?
    }
    model Reseller {
      id     String @id
      userId String
      user   User   @relation(fields: [userId], references: [id])
      customers CustomerRegister[]
    }
    model CustomerRegister {
      id         String    @id
      resellerId String?
      reseller   Reseller? @relation(fields: [resellerId], references: [id])
      bills      Bill[]
      ${more}
    }
    model Bill {
      id       String @id
      tenantId String
      ${bill}
    }
    model Plot {
      id       String @id
      tenantId String
    }`;
  const relation = "tenant CustomerRegister @relation(fields: [tenantId], references: [id])";

  it("is the model that a relation says the key names", () => {
    const catalog = catalogOf(register(relation));
    expect(catalog.tenancy).toMatchObject({ root: "CustomerRegister", keys: ["tenantId"] });
    expect(modelOf(catalog, "CustomerRegister").ownership.kind).toBe("root");
    expect(modelOf(catalog, "Plot").ownership).toMatchObject({ kind: "direct", keys: [{ column: "tenantId", level: "CustomerRegister" }] });
    expect(modelOf(catalog, "Reseller").ownership.kind).toBe("global");
  });

  it.each([
    ["no relation says so", register("").replace("bills      Bill[]", "")],
    ["it holds the key itself", register(relation, "tenantId String")],
  ])("is kept elsewhere where %s", (_, schema) => {
    expect(catalogOf(schema).tenancy).toMatchObject({ root: undefined, keys: ["tenantId"] });
  });
});

it("renters are called tenants too", () => {
  const held = (name: string, by: string): string => `model ${name} {\n id String @id\n byId String\n by ${by} @relation(fields: [byId], references: [id])\n}\n`;
  const schema = "model User {\n id String @id\n}\n" + held("Estate", "User") + held("Plot", "Estate") + held("Tenant", "User") + held("Lease", "Tenant") + held("Photo", "Estate");
  expect(catalogOf(schema).tenancy.root).toBe("User");
});

describe("the family", () => {
  const estateLevel = (names: readonly string[]): string => names.map((name) => owned(name, "teamId String\n team Team @relation(fields: [teamId], references: [id])")).join("\n");

  it("takes in a well-referenced model with a tenant's name", () => {
    const { tenancy } = catalogOf(companySchema(owned("Team") + estateLevel(["Plot", "Client", "Invoice"])));
    expect(tenancy.family).toEqual(["Company", "Team"]);
    expect(tenancy.keys).toEqual(["companyId", "teamId"]);
  });

  it("takes in one that few models hold when much hangs on those", () => {
    const rest = owned("Project") + `
      model Environment {
        id        String  @id
        projectId String
        project   Project @relation(fields: [projectId], references: [id])
      }
      ${["Flag", "Key", "Hook"].map((name) => `model ${name} {\n id String @id\n environmentId String\n environment Environment @relation(fields: [environmentId], references: [id])\n}`).join("\n")}`;
    expect(catalogOf(companySchema(rest)).tenancy.family).toEqual(["Company", "Project", "Environment"]);
  });

  it("leaves out one that few models hold", () => {
    expect(catalogOf(companySchema(owned("Team") + estateLevel(["Plot"]))).tenancy.family).toEqual(["Company"]);
  });

  const onEstate = (name: string, parent?: string): string => `
    model ${name} {
      id       String @id
      estateId String
      estate   Estate @relation(fields: [estateId], references: [id])
      ${parent === undefined ? "" : `parentId String\n parent ${parent} @relation(fields: [parentId], references: [id])`}
    }`;

  it("takes in a model of any name whose key is repeated where a relation leads to it", () => {
    const rest = owned("Estate") + onEstate("Plot") + onEstate("Road") + onEstate("Gate") + onEstate("Visit", "Plot") + onEstate("Offer", "Plot");
    const { tenancy } = catalogOf(companySchema(rest));
    expect(tenancy.family).toEqual(["Company", "Estate"]);
    expect(tenancy.because[1]).toBe("Estate is a level below Company: it belongs to it, 5 models hold its key, 2 of them repeat it although a relation leads there.");
  });

  it("leaves out somebody whom rows are about, a user's own row", () => {
    const estate = owned("Estate").replace("}", " userId String?\n user User? @relation(fields: [userId], references: [id])\n}");
    const rest = estate + onEstate("Plot") + onEstate("Road") + onEstate("Gate") + onEstate("Visit", "Plot") + onEstate("Offer", "Plot");
    expect(catalogOf(companySchema(rest)).tenancy.family).toEqual(["Company"]);
  });

  it("leaves it out where its key is repeated nowhere", () => {
    const rest = owned("Estate") + ["Plot", "Road", "Gate", "Visit", "Offer"].map((name) => onEstate(name)).join("\n");
    expect(catalogOf(companySchema(rest)).tenancy.family).toEqual(["Company"]);
  });

  it("climbs to the company that a project belongs to, and orders the levels below it", () => {
    const schema = `
      model Organization { id String @id }
      model User { id String @id }
      model Member {
        id             String @id
        role           String
        userId         String
        user           User @relation(fields: [userId], references: [id])
        projectId      String
        project        Project @relation(fields: [projectId], references: [id])
      }
      model Environment {
        id             String @id
        organizationId String
        organization   Organization @relation(fields: [organizationId], references: [id])
        projectId      String
        project        Project @relation(fields: [projectId], references: [id])
      }
      model Project {
        id             String @id
        organizationId String
        organization   Organization @relation(fields: [organizationId], references: [id])
      }
      ${["Flag", "Key", "Hook"].map((name) => `model ${name} {
        id            String @id
        projectId     String
        project       Project @relation(fields: [projectId], references: [id])
        environmentId String
        environment   Environment @relation(fields: [environmentId], references: [id])
      }`).join("\n")}`;
    const catalog = catalogOf(schema);
    expect(catalog.tenancy.family).toEqual(["Organization", "Project", "Environment"]);
    expect(modelOf(catalog, "Environment").ownership).toMatchObject({ kind: "root", keys: [{ level: "Project" }, { level: "Organization" }] });
    expect(modelOf(catalog, "Flag").ownership).toMatchObject({ kind: "direct", keys: [{ level: "Environment" }, { level: "Project" }] });
  });
});

describe("other names", () => {
  it("has the keys in the other case and in other spellings", () => {
    const schema = companySchema(owned("Estate")).replaceAll("Company", "Organisation").replaceAll("companyId", "organisationId").replaceAll("company ", "organisation ");
    expect(catalogOf(schema).tenancy).toMatchObject({ root: "Organisation", keys: ["organisationId"] });
    expect(catalogOf(schema).tenancy.aliases).toEqual(["organisation_id", "organizationId", "organization_id", "orgId", "org_id"]);
  });
});

describe("what the settings say", () => {
  const schema = companySchema(owned("Estate") + owned("Client"));

  it("names another root", () => {
    const { tenancy } = catalogOf(schema, { tenant: { root: "User" } });
    expect(tenancy).toMatchObject({ root: "User", keys: ["userId"], source: "settings" });
    expect(tenancy.because[0]).toBe("User is the tenant: the settings say so.");
  });

  it("falls back on the schema when it lacks the root, and says so", () => {
    const { tenancy } = catalogOf(schema, { tenant: { root: "Firm" } });
    expect(tenancy.root).toBe("Company");
    expect(tenancy.because[0]).toBe("The settings name Firm as the tenant, but this schema declares no such model.");
  });

  it("lists the only keys that count", () => {
    const catalog = catalogOf(companySchema(owned("Estate", "firmId String") + owned("Client")), { tenant: { keys: ["firmId"] } });
    expect(catalog.tenancy.keys).toEqual(["firmId"]);
    expect(modelOf(catalog, "Estate").ownership).toMatchObject({ kind: "direct", keys: [{ column: "firmId", level: "Company" }] });
    expect(modelOf(catalog, "Client").ownership.kind).toBe("global");
  });

  it("adds aliases and names the user's columns", () => {
    const { tenancy } = catalogOf(schema, { tenant: { aliases: ["firm"], principal: ["agentId"] } });
    expect(tenancy).toMatchObject({ aliases: ["firm", "company_id"], principal: { model: "User", keys: ["agentId"] }, source: "settings" });
  });
});

it("an empty schema has no tenant and no models", () => {
  const catalog = catalogOf("");
  expect(catalog.models.size).toBe(0);
  expect(catalog.tenancy.because).toEqual(["No schema was found, so no tenant is known."]);
});

describe("the hash", () => {
  const plain = companySchema(owned("Estate"));
  const hash = catalogOf(plain).hash;

  it("stays when only lines and comments change", () => {
    expect(catalogOf(`// moved\n\n${plain}`).hash).toBe(hash);
  });

  it.each([
    ["a column", plain.replace("name    String", "name    String?")],
    ["a model", plain + owned("Client")],
    ["a name in the database", plain.replace("name    String", 'name String @map("title")')],
  ])("changes with %s", (_, text) => {
    expect(catalogOf(text).hash).not.toBe(hash);
  });

  it("changes with the tenancy", () => {
    expect(catalogOf(plain, { tenant: { aliases: ["firm"] } }).hash).not.toBe(hash);
  });
});

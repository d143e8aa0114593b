import { describe, expect, it } from "vitest";
import { parsePrismaSchema, readPrismaSchema } from "../../src/catalog/prisma-schema.ts";

const read = (text: string) => parsePrismaSchema([{ file: "/estate/schema.prisma", text }]);
const model = (text: string, name: string) => {
  const found = read(text).models.get(name);
  if (!found) throw new Error(`The schema declares no ${name}.`);
  return found;
};

describe("a field", () => {
  const plot = model(
    `enum Status { FREE
       SOLD
     }
     model Plot {
       id        Int      @id @default(autoincrement())
       number    String   @map("plot_no") @db.VarChar(20)
       status    Status   @default(FREE)
       notes     String?
       tags      String[]
       shape     Unsupported("polygon")?
       changedAt DateTime @updatedAt
       @@map("plots")
     }`,
    "Plot",
  );

  it.each([
    ["id", { type: "Int", kind: "scalar", required: true, list: false, defaulted: true }],
    ["number", { column: "plot_no", required: true, defaulted: false }],
    ["status", { type: "Status", kind: "enum", defaulted: true }],
    ["notes", { required: false, list: false }],
    ["tags", { list: true, type: "String" }],
    ["shape", { type: 'Unsupported("polygon")', required: false }],
    ["changedAt", { defaulted: true }],
  ])("%s is read with its type, modifier and name", (name, expected) => {
    expect(plot.fields.get(name)).toMatchObject(expected);
  });

  it("leaves the model its name in the database", () => {
    expect(plot.table).toBe("plots");
    expect(plot.line).toBe(4);
  });
});

describe("keys", () => {
  const client = model(
    `model Client {
       companyId String
       number    Int
       email     String @unique
       taxNo     String
       country   String
       @@id([companyId, number])
       @@unique([companyId, email(sort: Desc)])
       @@unique(fields: [country, taxNo], name: "taxpayer", map: "tax_idx")
     }`,
    "Client",
  );

  it("names a compound key by its columns, or as the schema says", () => {
    expect(client.id).toEqual(["companyId", "number"]);
    expect(client.uniques).toEqual([
      { name: undefined, columns: ["email"] },
      { name: "companyId_number", columns: ["companyId", "number"] },
      { name: "companyId_email", columns: ["companyId", "email"] },
      { name: "taxpayer", columns: ["country", "taxNo"] },
    ]);
  });
});

describe("a relation", () => {
  const schema = `
    model Company { id String @id
    }
    model Estate {
      id        String  @id
      companyId String
      company   Company @relation("built", fields: [companyId], references: [id], onDelete: Cascade)
      plots     Plot[]
      tags      Tag[]
      @@unique([id, companyId])
    }
    model Plot {
      id        String  @id
      estateId  String
      ownerCo   String
      estate    Estate  @relation(references: [id, companyId], fields: [estateId, ownerCo])
    }
    model Tag { id String @id
      estates Estate[]
    }`;

  it("says which columns hold it, and nothing on the far end", () => {
    const estate = model(schema, "Estate");
    expect(estate.fields.get("company")).toMatchObject({ kind: "relation", relation: { model: "Company", columns: ["companyId"], references: ["id"] } });
    expect(estate.fields.get("plots")).toMatchObject({ list: true, relation: { model: "Plot", columns: [], references: [] } });
    expect(estate.fields.get("companyId")?.references).toBe("Company");
  });

  it("follows a composite key to what its column names", () => {
    const plot = model(schema, "Plot");
    expect(plot.fields.get("estateId")?.references).toBe("Estate");
    expect(plot.fields.get("ownerCo")?.references).toBe("Company");
  });

  it("needs no model between two lists", () => {
    expect(model(schema, "Tag").fields.get("estates")?.relation).toEqual({ model: "Estate", columns: [], references: [] });
  });
});

describe("text around the fields", () => {
  it("ignores comments of every kind, but not inside strings", () => {
    const plot = model(
      `/// A plot of land
       model Plot { // for sale
         /* size
         width Int */
         id    String @id // key
         url   String @default("https://estate.example/*plots*/") /// where it is shown
         state String /* open or sold */ @default("open")
         // depth Int
       }`,
      "Plot",
    );
    expect([...plot.fields.keys()]).toEqual(["id", "url", "state"]);
    expect(plot.fields.get("state")?.defaulted).toBe(true);
  });

  it("reads line ends of every kind and a byte order mark", () => {
    const text = "\uFEFFmodel Plot {\r\n  id String @id\r\n}\r\n\r\nmodel Estate {\r\n  id String @id\r\n}\r\n";
    expect([...read(text).models.values()].map(({ name, line }) => [name, line])).toEqual([["Plot", 1], ["Estate", 5]]);
    expect(read(text).problems).toEqual([]);
  });

  it("reads views, composite types, multi-line datasource values and models of one line", () => {
    const schema = read(`
      datasource db {
        provider   = "postgresql"
        extensions = [
          citext,
          pgcrypto
        ]
        schemas    = ["public", "sales"]
      }
      type Address {
        street String
      }
      view Sales {
        plotId String @unique
        @@schema("sales")
      }
      model Tag { id String @id }
      model Plot {
        id      String  @id
        address Address
        other   Address[]
      }`);
    expect(schema.problems).toEqual([]);
    expect([...schema.models.values()].map(({ name, kind }) => [name, kind])).toEqual([["Sales", "view"], ["Tag", "model"], ["Plot", "model"]]);
  });
});

describe("a broken schema", () => {
  it.each([
    ["a half-typed field", "model Plot {\n  id String @id\n  comp\n}", 3, "Expected a type for field comp in model Plot, got the end of the line."],
    ["an unknown type", "model Plot {\n  id String @id\n  estate Estat\n}", 3, "Expected a scalar, an enum or a model as the type of field estate in model Plot, got `Estat`."],
    ["an open bracket", "model Plot {\n  id String @id @default(uuid(\n}", 2, "Expected a ) that closes @default( after field id in model Plot, got the end of the line."],
    ["words after a field", "model Plot {\n  id String @id primary key\n}", 2, "Expected an attribute that begins with @ after field id in model Plot, got `primary key`."],
    ["a missing brace", "model Plot {\n  id String @id\n\nmodel Estate {\n  id String @id\n}", 4, "Expected } to close model Plot of line 1, got model Estate."],
    ["an early end", "model Plot {\n  id String @id\n", 1, "Expected } to close model Plot, got the end of the file."],
    ["a stray line", "}\nmodel Plot {\n  id String @id\n}", 1, "Expected a block such as `model Name {`, got `}`."],
    ["an unknown block", "table Estate {\n  id String\n}\nmodel Plot {\n  id String @id\n}", 1, "Expected model, view, type, enum, generator or datasource, got `table`."],
  ])("%s is a problem with its line, and the rest goes on", (_, text, line, message) => {
    const schema = read(text);
    expect(schema.problems).toEqual([{ file: "/estate/schema.prisma", line, message }]);
    expect(schema.models.get("Plot")?.id).toEqual(["id"]);
  });

  it("keeps the first of two models with one name", () => {
    const schema = parsePrismaSchema([
      { file: "/estate/b.prisma", text: "model Plot {\n  other String @id\n}" },
      { file: "/estate/a.prisma", text: "model Plot {\n  id String @id\n}" },
    ]);
    expect(schema.models.get("Plot")?.id).toEqual(["id"]);
    expect(schema.problems).toEqual([{ file: "/estate/b.prisma", line: 1, message: "Expected model Plot once, got it again; the first stands in line 1 of /estate/a.prisma." }]);
  });
});

it("a file that cannot be read is a problem, and the rest goes on", () => {
  const schema = readPrismaSchema(["/nowhere/schema.prisma"]);
  expect(schema.problems).toMatchObject([{ file: "/nowhere/schema.prisma", line: 1 }]);
  expect(schema.problems[0]?.message).toMatch(/^Expected a readable schema file, got ENOENT/);
});

it("reads 2,500 lines without slowing down over their number", () => {
  const fields = Array.from({ length: 22 }, (_, i) => `  field${i} String? @map("field_${i}") @db.VarChar(255) // note ${i}`).join("\n");
  const text = Array.from({ length: 100 }, (_, i) => `model Plot${i} {\n  id String @id\n${fields}\n}`).join("\n\n");
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    read(text);
    return performance.now() - start;
  });
  // About 8 ms on a quiet machine; the room is for a busy one.
  expect(Math.min(...times)).toBeLessThan(80);
});

import { describe, expect, it } from "vitest";
import mikroOrm from "../../../src/adapters/data/mikro-orm.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { modelsOfEntities } from "../../../src/catalog/source/entity-models.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "../../../src/catalog/source/entities.ts";
import { accessesIn } from "../../support/accesses.ts";
import { applied } from "../../support/values.ts";

const id: ReadColumn = { name: "id", column: "id", type: "String", kind: "scalar", list: false, required: true, defaulted: false, primary: true, unique: false };
const company: ReadRelation = { name: "company", target: "Company", kind: "many-to-one", holds: true, required: true, primary: false, unique: false, joins: [{ column: "company_id", references: undefined }] };
const plain = { kind: "model", file: "entities.ts", line: 1, columns: [id], uniques: [] } as const;
const entities: readonly ReadEntity[] = [
  { ...plain, name: "Company", table: "companies", relations: [] },
  { ...plain, name: "Estate", table: "estates", relations: [company] },
];
const models = modelsOfEntities(entities, { library: "mikro-orm" });
const catalog = buildCatalog({ models, problems: [], files: [] }, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });
const imports = 'import { Estate } from "./entities";\n';

function accessIn(source: string) {
  return accessesIn(`${imports}${source}`, mikroOrm, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await em.find(Estate, { id });", "read", "find"],
    ["await this.em.fork().findOneOrFail(Estate, id);", "read", "findOneOrFail"],
    ["await em.getRepository(Estate).findAll();", "read", "findAll"],
    ["await em.count(Estate, { id });", "count", "count"],
    ["em.create(Estate, { id });", "create", "create"],
    ["await em.nativeUpdate(Estate, { id }, {});", "update", "nativeUpdate"],
    ["await em.upsert(Estate, { id });", "upsert", "upsert"],
    ["em.remove(em.getReference(Estate, id));", "delete", "remove"],
    ["await em.qb(Estate).where({ id }).getResult();", "read", "getResult"],
    ["await em.createQueryBuilder(Estate).delete({ id });", "delete", "execute"],
    ["await em.createQueryBuilder(Estate).insert({ id }).onConflict('id').merge().execute();", "upsert", "execute"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "mikro-orm", model: "Estate", operation, method });
  });

  it.each(["list.find(isEstate);", "factory.create(Estate, { id });", "em.find(Street, {});", "em.getReference(Estate, id);", "db.count(Estate);", "em.flush();"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });

  it("reads a relation's key as its column, and undefined as null", () => {
    expect(accessIn("await em.find(Estate, { company: companyId });")?.filter).toMatchObject({ kind: "equals", column: "companyId", whenUndefined: "matches-null" });
    expect(accessIn("await em.find(Estate, { company: { id: companyId } });")?.filter).toMatchObject({ kind: "related", relation: "company" });
  });

  it("takes `where` in place of what stood before, and groups what `andWhere` is said of", () => {
    expect(accessIn("await em.qb(Estate).where({ company: companyId }).where({ id }).getResult();")?.filter).toMatchObject({ kind: "equals", column: "id" });
    expect(accessIn("await em.qb(Estate).where({ id }).orWhere({ id: other }).andWhere({ company: companyId }).getResult();")?.filter).toMatchObject({ kind: "and" });
  });
});

describe("edits", () => {
  it.each([
    ["into an object", "em.find(Estate, { id });", "em.find(Estate, { company: companyId, id });"],
    ["beside a key", "em.findOne(Estate, id);", "em.findOne(Estate, { id, company: companyId });"],
    ["as options", "em.findAll(Estate);", "em.findAll(Estate, { where: { company: companyId } });"],
    ["where none is", "em.count(Estate);", "em.count(Estate, { company: companyId });"],
    ["into a chain", "em.qb(Estate).where({ id }).getResult();", "em.qb(Estate).where({ id }).andWhere({ company: companyId }).getResult();"],
  ])("put a filter %s", (_, before, after) => {
    const { accesses: [access], file } = accessesIn(`${imports}${before}`, mikroOrm, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(`${imports}${before}`, mikroOrm.addFilter(access, "companyId", "companyId", file))).toBe(`${imports}${after}`);
  });

  it("set the relation of a new row", () => {
    const before = `${imports}em.create(Estate, { id });`;
    const { accesses: [access], file } = accessesIn(before, mikroOrm, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(before, mikroOrm.addColumn(access, "companyId", "companyId", file))).toBe(`${imports}em.create(Estate, { company: companyId, id });`);
  });
});

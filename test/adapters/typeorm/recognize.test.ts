import { join } from "node:path";
import { describe, expect, it } from "vitest";
import typeorm from "../../../src/adapters/data/typeorm.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { readTypeormSchema } from "../../../src/catalog/typeorm/read-schema.ts";
import { accessesIn } from "../../support/accesses.ts";
import { repository } from "../../support/repository.ts";

const schema = readTypeormSchema([join(repository, "test/fixtures/typeorm/optional-key/src/entities.ts")]);
const catalog = buildCatalog(schema, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });

function accessIn(source: string) {
  return accessesIn(`import { Brackets, In, Not } from "typeorm"; import { Estate } from "./entities"; ${source}`, typeorm, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await dataSource.getRepository(Estate).find();", "read", "find"],
    ["await manager.findOneBy(Estate, { id });", "read", "findOneBy"],
    ["await Estate.countBy({ id });", "count", "countBy"],
    ["await this.estateRepository.existsBy({ id });", "count", "existsBy"],
    ["await estatesRepo.increment({ id }, 'floors', 1);", "update", "increment"],
    ["await manager.softDelete(Estate, [id]);", "delete", "softDelete"],
    ["await manager.insert('Estate', { id });", "create", "insert"],
    ["await manager.upsert(Estate, { id }, ['id']);", "upsert", "upsert"],
    ["await manager.save(new Estate());", "create", "save"],
    ["await manager.createQueryBuilder(Estate, 'e').getMany();", "read", "getMany"],
    ["await manager.createQueryBuilder(Estate, 'e').getCount();", "count", "getCount"],
    ["await dataSource.createQueryBuilder().update(Estate).set({ name }).where({ id }).execute();", "update", "execute"],
    ["await dataSource.createQueryBuilder().delete().from(Estate).where('id = :id', { id }).execute();", "delete", "execute"],
    ["await dataSource.createQueryBuilder().insert().into(Estate).values({ id }).orUpdate(['name'], ['id']).execute();", "upsert", "execute"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "typeorm", model: "Estate", operation, method });
  });

  it.each(["estates.find((estate) => estate.id === id);", "cache.delete(id);", "manager.find(Street);", "await dataSource.query('select 1');", "dataSource.createQueryBuilder().select();"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });
});

describe("undefined", () => {
  it.each([
    ["is left out of finds, null with it", "await manager.findBy(Estate, { companyId: null });", { value: { kind: "constant", value: undefined }, whenUndefined: "drops" }],
    ["equals nothing in writes", "await manager.update(Estate, { companyId }, { name });", { whenUndefined: "matches-nothing" }],
    ["equals nothing in builders", "await manager.createQueryBuilder(Estate, 'e').where({ companyId }).getMany();", { whenUndefined: "matches-nothing" }],
  ])("%s", (_, source, expected) => {
    expect(accessIn(source)?.filter).toMatchObject({ kind: "equals", column: "companyId", ...expected });
  });
});

describe("text conditions", () => {
  function filterOf(text: string): unknown {
    return accessIn(`await manager.createQueryBuilder(Estate, "e").where(${JSON.stringify(text)}, { id, name, companyId }).getMany();`)?.filter;
  }

  it.each([
    ["e.companyId = :companyId", { kind: "equals", column: "companyId" }],
    [":companyId = e.company_id", { kind: "equals", column: "companyId" }],
    ["\"e\".\"companyId\" = :companyId::uuid", { kind: "equals", column: "companyId" }],
    ["e.company = :companyId", { kind: "equals", column: "companyId" }],
    ["e.id in (:...id)", { kind: "in", column: "id" }],
    ["e.id = any(:id)", { kind: "in", column: "id" }],
    ["e.name is null", { kind: "equals", column: "name", value: { value: null } }],
    ["e.name is not null", { kind: "other", column: "name" }],
    ["e.companyId <> :companyId", { kind: "other", column: "companyId" }],
    ["e.name between :id and :name", { kind: "other", column: "name" }],
    ["not e.companyId = :companyId", { kind: "not", of: { kind: "equals", column: "companyId" } }],
    ["lower(e.name) = :name", { kind: "other", column: "name" }],
    ["coalesce(e.companyId, :companyId) = :companyId", { kind: "opaque" }],
    ["e.companyId = :companyId and (e.id = :id or e.name = :name)", { kind: "and", of: [{ kind: "equals" }, { kind: "or" }] }],
    ["e.companyId = :companyId and e.id = :id or e.name = :name", { kind: "or", of: [{ kind: "and" }, { kind: "equals" }] }],
  ])("%s", (text, expected) => {
    expect(filterOf(text)).toMatchObject(expected);
  });

  it("are undone by a later `where`", () => {
    expect(accessIn("await manager.createQueryBuilder(Estate, 'e').where('e.companyId = :companyId', { companyId }).where('e.id = :id', { id }).getMany();")?.filter).toMatchObject({ kind: "equals", column: "id" });
  });
});

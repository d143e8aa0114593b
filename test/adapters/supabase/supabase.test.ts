import { describe, expect, it } from "vitest";
import supabase from "../../../src/adapters/data/supabase.ts";
import { embedsIn } from "../../../src/adapters/data/supabase/select-text.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { columnField, modelsOfTables } from "../../../src/catalog/source/table-models.ts";
import { accessesIn } from "../../support/accesses.ts";
import { applied } from "../../support/values.ts";

const plain = { kind: "model", file: "supabase/migrations/1.sql", line: 1, id: ["id"], uniques: [], relations: [] } as const;
const id = columnField({ name: "id", type: "uuid", required: true });
const companyId = columnField({ name: "company_id", type: "uuid", required: true });
const key = { columns: ["company_id"], table: "companies", references: ["id"] };
const models = modelsOfTables("sql", [
  { ...plain, name: "companies", table: "companies", fields: [id], foreignKeys: [], rowSecurity: false },
  { ...plain, name: "estates", table: "estates", fields: [id, companyId], foreignKeys: [key], rowSecurity: false },
  { ...plain, name: "plots", table: "plots", fields: [id, companyId], foreignKeys: [key], rowSecurity: true, rowsOpenTo: ["select"] },
]);
const catalog = buildCatalog({ models, problems: [], files: [] }, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });

function accessIn(source: string) {
  return accessesIn(source, supabase, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await supabase.from('estates').select('*');", "read", "select"],
    ["await this.supabase.from('estates').select('id').eq('id', id).single();", "read", "select"],
    ["await supabase.from('estates').select('*', { count: 'exact', head: true });", "count", "select"],
    ["await supabase.schema('sales').from('estates').insert({ id }).select();", "create", "insert"],
    ["await getSupabase().from('estates').update({ id }).eq('id', id);", "update", "update"],
    ["await supabase.from('estates').upsert({ id });", "upsert", "upsert"],
    ["await supabase.from('estates').upsert({ id }, { ignoreDuplicates: true });", "create", "upsert"],
    ["await supabase.from('estates').delete().match({ id });", "delete", "delete"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "supabase", model: "estates", operation, method });
  });

  it.each(["Array.from('estates');", "store.from('estates').select('id');", "supabase.storage.from('estates').list();", "supabase.from('streets').select('*');", "supabase.rpc('estates').eq('id', id);"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });

  it("drops what `match` is not given, as the library does", () => {
    expect(accessIn("await supabase.from('estates').select().match({ company_id: companyId });")?.filter).toMatchObject({ kind: "equals", column: "company_id", whenUndefined: "drops" });
    expect(accessIn("await supabase.from('estates').select().eq('company_id', companyId);")?.filter).toMatchObject({ kind: "equals", whenUndefined: "matches-nothing" });
  });

  it.each([
    ["a user's client", "supabase.from('plots').delete().eq('id', id);", true],
    ["a user's client under an open policy", "supabase.from('plots').select('*');", undefined],
    ["a client of the service role", "supabaseAdmin.from('plots').delete().eq('id', id);", undefined],
    ["a table without row-level security", "supabase.from('estates').delete().eq('id', id);", undefined],
  ])("asks who holds back %s", (_, source, sure) => {
    expect(accessIn(source)?.heldBy?.sure).toBe(sure);
  });
});

describe("edits", () => {
  it.each([
    ["behind the verb", "supabase.from('estates').select('*').eq('id', id).single();", "supabase.from('estates').select('*').eq('company_id', companyId).eq('id', id).single();"],
    ["without any other", 'supabase.from("estates").delete();', 'supabase.from("estates").delete().eq("company_id", companyId);'],
  ])("put a filter %s", (_, before, after) => {
    const { accesses: [access], file } = accessesIn(before, supabase, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(before, supabase.addFilter(access, "company_id", "companyId", file))).toBe(after);
  });
});

describe("embedsIn", () => {
  it("reads names, hints and what is inside", () => {
    expect(embedsIn("id, total:price.sum(), count(), owner:users!plots_owner_id_fkey!inner(id, ...companies(name))")).toEqual([
      { target: "users", alias: "owner", hints: ["plots_owner_id_fkey"], inner: true, embeds: [{ target: "companies", alias: "companies", hints: [], inner: false, embeds: [] }] },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { executedIn } from "../../src/catalog/sql/blocks.ts";

describe("what a block of PL/pgSQL puts together and runs", () => {
  it.each([
    ["an array that a variable holds", `DECLARE t text; owned text[] := ARRAY['plots', 'estates']; BEGIN FOREACH t IN ARRAY owned LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t); END LOOP; END`],
    ["an array in its place", `DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['plots', 'estates']::text[] LOOP EXECUTE format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY', t); END LOOP; END`],
    ["an array as a text", `DECLARE t text; owned text[] := '{plots, estates}'; BEGIN FOR t IN SELECT unnest(owned) LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t); END LOOP; END`],
    ["a list of values", `DECLARE t text; BEGIN FOR t IN VALUES ('plots'), ('estates') LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t); END LOOP; END`],
    ["texts that are joined", `DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['"plots"', '"estates"'] LOOP EXECUTE 'ALTER TABLE ' || t || ' ENABLE ROW LEVEL SECURITY'; END LOOP; END`],
  ])("%s", (_, block) => {
    expect(executedIn(block)).toEqual(['ALTER TABLE "plots" ENABLE ROW LEVEL SECURITY', 'ALTER TABLE "estates" ENABLE ROW LEVEL SECURITY']);
  });

  it("takes doubled quotes for one, and what is put in beside the table", () => {
    expect(executedIn(`DECLARE t text; key text := 'app.company_id'; BEGIN FOREACH t IN ARRAY ARRAY['plots'] LOOP
      EXECUTE format(
        'CREATE POLICY own ON %I USING (company_id = current_setting(''app.company_id'')::uuid)',
        t
      );
      EXECUTE format('CREATE POLICY other ON %s USING (company_id = current_setting(%L)::uuid)', quote_ident(t), key);
    END LOOP; EXECUTE 'DROP TABLE lots'; END`)).toEqual([
      `CREATE POLICY own ON "plots" USING (company_id = current_setting('app.company_id')::uuid)`,
      `CREATE POLICY other ON plots USING (company_id = current_setting('app.company_id')::uuid)`,
      "DROP TABLE lots",
    ]);
  });

  it("renames the column of each table that a query finds", () => {
    expect(executedIn(`DECLARE found record; BEGIN FOR found IN SELECT table_name FROM information_schema.columns WHERE column_name = 'owner' LOOP
      EXECUTE 'ALTER TABLE ' || quote_ident(found.table_name) || ' RENAME COLUMN owner TO company_id'; EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', found.table_name); END LOOP; END`)).toEqual([
      "ALTER TABLE every$unknown$part RENAME COLUMN owner TO company_id",
    ]);
  });

  it.each([
    ["tables that a query finds", `DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE tablename NOT IN ('plots') LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t); END LOOP; END`],
    ["what nobody can see", `BEGIN EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name_of(1)); END`],
    ["what triggers run", `BEGIN CREATE TRIGGER stamp BEFORE INSERT ON plots FOR EACH ROW EXECUTE FUNCTION stamp(); END`],
  ])("nothing of %s", (_, block) => {
    expect(executedIn(block)).toEqual([]);
  });
});

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { executedByCalls, executedIn, type Routines } from "../../src/catalog/sql/blocks.ts";
import { functionsIn } from "../../src/catalog/sql/functions.ts";
import { readSqlSchema } from "../../src/catalog/sql/read-schema.ts";
import { folderWith } from "./folder.ts";

function routinesOf(text: string): Routines {
  return new Map(functionsIn(text).map((one) => [one.name.toLowerCase(), one]));
}

/** A function of this text for the body of `secure`. */
function securing(parameters: string, body: string): Routines {
  return routinesOf(`CREATE OR REPLACE FUNCTION guard.secure(${parameters}) RETURNS void LANGUAGE plpgsql AS $fn$ BEGIN ${body} END $fn$;`);
}

const enable = "EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', p_table);";
const both = ['ALTER TABLE "plots" ENABLE ROW LEVEL SECURITY', 'ALTER TABLE "estates" ENABLE ROW LEVEL SECURITY'];

describe("what the functions run that a statement calls", () => {
  it.each([
    ["in one statement", "SELECT guard.secure('plots'), guard.secure('estates')"],
    ["by the parameter's name", "SELECT secure(p_table => 'plots'), secure(p_table := 'estates')"],
    ["with a cast", `SELECT "guard"."secure"('plots'::regclass), secure('estates'::text)`],
    ["for each of a list", "SELECT guard.secure(t) FROM unnest(ARRAY['plots', 'estates']) AS t"],
    ["for each of some values", "SELECT guard.secure(named.t) FROM (VALUES ('plots'), ('estates')) AS named(t)"],
  ])("%s", (_, statement) => {
    expect(executedByCalls(statement, securing("p_table text", enable))).toEqual(both);
  });

  it.each([
    ["PERFORM", "BEGIN PERFORM guard.secure('plots'); PERFORM guard.secure('estates'); END"],
    ["a loop", "DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['plots', 'estates'] LOOP PERFORM guard.secure(t); END LOOP; END"],
    ["a statement that is put together", "BEGIN EXECUTE 'SELECT guard.secure(''plots'')'; PERFORM secure(concat('est', 'ates')); END"],
  ])("in a block: %s", (_, block) => {
    expect(executedIn(block, securing("p_table text", enable))).toEqual(both);
  });

  it.each([
    ["texts that are joined", "p_table text", "EXECUTE 'ALTER TABLE ' || quote_ident(p_table) || ' ENABLE';"],
    ["a variable", "p_table regclass", "DECLARE t text := p_table::text; BEGIN EXECUTE format('ALTER TABLE %s ENABLE', t); END;"],
    ["the position", "p_table text", "EXECUTE format('ALTER TABLE %s ENABLE', $1);"],
    ["a function's own name", "p_table text", "EXECUTE format('ALTER TABLE %s ENABLE', secure.p_table);"],
    ["texts between dollars", "p_table text", "EXECUTE format($q$ALTER TABLE %s ENABLE$q$, p_table);"],
    ["a part that may be left out", "p_table text, p_verb text DEFAULT 'ENABLE'", "EXECUTE format('ALTER TABLE %s %s', p_table, p_verb);"],
    ["a test of NULL", "p_table text, p_verb text = NULL", "IF p_verb IS NULL THEN p_verb := 'ENABLE'; END IF; EXECUTE format('ALTER TABLE %s %s', p_table, p_verb);"],
    ["a list", "VARIADIC p_tables text[]", "DECLARE t text; BEGIN FOREACH t IN ARRAY p_tables LOOP EXECUTE format('ALTER TABLE %s ENABLE', t); END LOOP; END;"],
    ["what it writes out", "p_table text", "ALTER TABLE plots ENABLE;"],
  ])("with %s", (_, parameters, body) => {
    expect(executedByCalls("SELECT secure('plots')", securing(parameters, body))).toEqual(["ALTER TABLE plots ENABLE"]);
  });

  it("calls functions that call functions, and no end of them", () => {
    const routines = routinesOf(`
      CREATE FUNCTION secure(p_schema text, p_table text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM allow(p_schema || '.' || p_table); END $$;
      CREATE PROCEDURE allow(target text) LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER TABLE ' || target || ' ENABLE'; PERFORM allow(target); END $$;`);
    expect(new Set(executedByCalls("SELECT secure('app', 'plots')", routines))).toEqual(new Set(["ALTER TABLE app.plots ENABLE"]));
  });

  it("runs the arm that what it is given leads to", () => {
    const routines = securing("p_table text, p_kind text DEFAULT 'own'", `
      IF p_kind = 'none' THEN RETURN; END IF;
      IF p_kind = 'own' AND p_table <> 'labels' THEN EXECUTE 'CREATE POLICY own ON ' || p_table;
      ELSIF p_kind IN ('all') THEN EXECUTE 'CREATE POLICY some ON ' || p_table;
      ELSE EXECUTE 'CREATE POLICY every ON ' || p_table; END IF;
      CASE p_kind WHEN 'own' THEN EXECUTE 'DROP POLICY every ON ' || p_table; ELSE EXECUTE 'DROP POLICY own ON ' || p_table; END CASE;`);
    expect(executedByCalls("SELECT secure('plots')", routines)).toEqual(["CREATE POLICY own ON plots", "DROP POLICY every ON plots"]);
    expect(executedByCalls("SELECT secure('plots', 'none')", routines)).toEqual([]);
    // Whether it is in a list is not looked at: each may be.
    expect(executedByCalls("SELECT secure('plots', 'all')", routines)).toEqual(["CREATE POLICY some ON plots", "CREATE POLICY every ON plots", "DROP POLICY own ON plots"]);
  });

  it.each([
    ["what nobody can see", "SELECT secure(tablename) FROM pg_tables", enable],
    ["a call of another form", "SELECT secure('plots', 'estates')", enable],
    ["a call that leaves out too much", "SELECT secure()", enable],
    ["a variable that a query fills", "SELECT secure('plots')", `SELECT name INTO p_table FROM names; ${enable}`],
    ["a variable that is set on one way", "SELECT secure('plots')", `IF is_odd(now()) THEN p_table := 'estates'; END IF; ${enable}`],
    ["what is done when something fails", "SELECT secure('plots')", `BEGIN NULL; EXCEPTION WHEN others THEN ${enable} END;`],
    ["what only names the function", "COMMENT ON FUNCTION secure('plots') IS 'secure'", enable],
  ])("nothing of %s", (_, statement, body) => {
    expect(executedByCalls(statement, securing("p_table text", body))).toEqual([]);
  });
});

describe("the policies of tables for which a function is called", () => {
  const declared = `
    CREATE FUNCTION guard.secure(target regclass) RETURNS void AS $$
    DECLARE t text := target::text;
    BEGIN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format($f$CREATE POLICY own ON %s USING (company_id = nullif(current_setting('app.company', true), '')::uuid)$f$, t);
    END; $$ LANGUAGE plpgsql;
    CREATE TABLE plots (id uuid PRIMARY KEY, company_id uuid); CREATE TABLE "user" (id uuid PRIMARY KEY, company_id uuid); CREATE TABLE visits (id uuid PRIMARY KEY, company_id uuid);`;

  it("are known over files, and only for these", () => {
    const root = folderWith({ "migrations/1/migration.sql": `${declared} SELECT guard.secure('plots');`, "migrations/2/migration.sql": `SELECT guard.secure('public."user"');` });
    const { models } = readSqlSchema(["1", "2"].map((one) => join(root, "migrations", one, "migration.sql")));
    const settings = [...models.values()].map(({ name, rowSettings = [] }) => `${name} ${[...new Set(rowSettings.map(({ column, setting }) => `${column} ${setting}`))].join()}`);
    expect(settings.sort()).toEqual(["plots company_id app.company", "user company_id app.company", "visits "]);
  });
});

describe("the settings that a function makes", () => {
  const setsOf = (parameters: string, body: string) => functionsIn(`CREATE FUNCTION enter(${parameters}) RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;`)[0]?.sets;

  it.each([
    ["as it is", "PERFORM set_config('app.company', company, true);"],
    ["as a text", "PERFORM pg_catalog.set_config('app.company', company::text, true);"],
    ["by its place", "PERFORM set_config('app.company', CAST($2 AS text), true);"],
    ["or nothing", "PERFORM set_config('app.company', coalesce(enter.company::text, ''), true);"],
    ["last", "PERFORM set_config('app.company', '', true); PERFORM set_config('app.company', company, true);"],
    ["beside refusals", "IF company IS NULL THEN RAISE EXCEPTION 'No company'; END IF; PERFORM set_config('app.company', company, true);"],
  ])("to a parameter %s", (_, body) => {
    expect(setsOf("who uuid, company uuid", body)).toEqual([{ setting: "app.company", parameter: 1 }]);
  });

  it.each([
    ["of something else", "PERFORM set_config('app.company', current_user, true);"],
    ["of a parameter that is another by then", "company := other(); PERFORM set_config('app.company', company, true);"],
    ["for good", "PERFORM set_config('app.company', company, false);"],
    ["at times", "IF who IS NULL THEN PERFORM set_config('app.company', company, true); END IF;"],
    ["and then another", "PERFORM set_config('app.company', company, true); IF who IS NULL THEN PERFORM set_config('app.company', '', true); END IF;"],
  ])("none: %s", (_, body) => {
    expect(setsOf("who uuid, company uuid", body)).toBeUndefined();
  });
});

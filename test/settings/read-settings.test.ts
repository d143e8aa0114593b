import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultSystemGlobs } from "../../src/settings/defaults.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { SettingsError } from "../../src/settings/settings-error.ts";
import { folderWith } from "../catalog/folder.ts";

const rootWith = (text: string): string => folderWith({ "ringfence.json": text });
const complaint = (text: string, overrides?: unknown): string => {
  const root = rootWith(text);
  try {
    readSettings(root, overrides);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.replaceAll(join(root, "ringfence.json"), "ringfence.json");
    throw error;
  }
  return "none";
};

describe("settings", () => {
  it("need not be written", () => {
    expect(readSettings(folderWith({}))).toEqual({
      tenant: { aliases: [] },
      models: { global: [], owned: {}, through: {} },
      trusted: [],
      untrusted: [],
      guards: [],
      scopedClients: [],
      unscopedClients: [],
      caches: { clients: [], keyBuilders: [] },
      system: defaultSystemGlobs,
      bypass: { functions: [] },
    });
  });

  it("come from ringfence.json, over the defaults", () => {
    const settings = readSettings(rootWith('{ "$schema": "./schema.json", "tenant": { "root": "Company" }, "models": { "global": ["Country"] } }'));
    expect(settings.tenant).toEqual({ root: "Company", aliases: [] });
    expect(settings.models).toEqual({ global: ["Country"], owned: {}, through: {} });
    expect(settings).not.toHaveProperty("$schema");
  });

  it("give way, key by key, to what the host says", () => {
    const root = rootWith('{ "tenant": { "root": "Company", "keys": ["companyId"] }, "guards": ["mustOwn"] }');
    const settings = readSettings(root, { tenant: { keys: ["firmId"] }, trusted: ["session.companyId"], guards: undefined });
    expect(settings.tenant).toEqual({ root: "Company", keys: ["firmId"], aliases: [] });
    expect(settings.guards).toEqual(["mustOwn"]);
    expect(settings.trusted).toEqual(["session.companyId"]);
  });

  it("add their system globs to the built-in ones", () => {
    expect(readSettings(rootWith('{ "system": ["ops/**", "!**/admin/**"] }')).system).toEqual([...defaultSystemGlobs, "ops/**", "!**/admin/**"]);
  });
});

describe("a complaint says where, what was expected and what came", () => {
  it.each([
    ['{ "tenant": { "keys": "companyId" } }', 'ringfence.json: tenant.keys: expected a list, got "companyId"'],
    ['{ "guards": ["mustOwn", 3] }', "ringfence.json: guards[1]: expected a string, got 3"],
    ['{ "trusted": [""] }', 'ringfence.json: trusted[0]: expected a name, got ""'],
    ['{ "models": { "owned": { "Plot": [] } } }', "ringfence.json: models.owned.Plot: expected at least one name, got []"],
    ['{ "tenant": { "rooot": "Company" } }', 'ringfence.json: tenant: expected one of the keys root, keys, aliases, principal, got "rooot"'],
    ['{ "models": { "through": [] } }', "ringfence.json: models.through: expected an object, got []"],
    ["[]", "ringfence.json: expected an object, got []"],
    ['"estate"', 'ringfence.json: expected an object, got "estate"'],
  ])("%s", (text, message) => {
    expect(complaint(text)).toBe(message);
  });

  it.each([
    ['{ "guards": [],\n  "trusted": ["a",]\n}', /^ringfence\.json: expected JSON, got .+ \(line 2, column 19\)$/],
    ['{ "guards": [],\n  "trusted" ["a"]\n}', /^ringfence\.json: expected JSON, got .+ \(line 2, column 13\)$/],
    ["estate", /^ringfence\.json: expected JSON, got [^"]+$/],
    ["", /^ringfence\.json: expected JSON, got [^"]+$/],
  ])("%s is no JSON", (text, message) => {
    // The words are the runtime's own; the place is ours.
    expect(complaint(text)).toMatch(message);
  });

  it("names the host's object when the mistake is there", () => {
    expect(complaint("{}", { caches: [] })).toBe("settings.ringfence: caches: expected an object, got []");
  });

  it("names every mistake at once", () => {
    expect(complaint('{ "trusted": 1, "bypass": { "functions": 2 } }').split("\n")).toHaveLength(2);
  });

  it("names a file that cannot be read", () => {
    expect(() => readSettings(folderWith({ "ringfence.json/x": "" }))).toThrow(/expected a readable file, got EISDIR/);
  });
});

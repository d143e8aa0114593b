import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coreCases, folderOf } from "../../scripts/generate/data-layers.mjs";
import { repository } from "../support/repository.ts";
import { membersIn } from "./members.ts";

/** Names of the case folders of a library. */
function casesOf(library: string): string[] {
  const folder = join(repository, "test/fixtures", library);
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Core cases that a library has no fixture of yet. */
const lacking: Readonly<Record<string, readonly string[]>> = {
  drizzle: ["through-parent", "bulk"],
  knex: ["through-parent", "bulk"],
  kysely: ["through-parent", "bulk"],
  "mikro-orm": ["joins", "through-parent", "bulk"],
  mongoose: ["joins", "through-parent"],
  objection: ["through-parent", "bulk"],
  prisma: ["joins", "through-parent"],
  sequelize: ["through-parent", "bulk"],
  sql: ["through-parent", "bulk"],
  supabase: ["joins", "through-parent", "bulk"],
  typeorm: ["through-parent", "bulk"],
};

describe.each(membersIn("src/adapters/data"))("fixtures of %s", (library) => {
  const cases = casesOf(library);

  it("cover the core cases but for those that are listed here", () => {
    expect(Object.keys(coreCases).filter((core) => folderOf(cases, core) === undefined)).toEqual(lacking[library] ?? []);
  });

  it("are named for the case, never numbered", () => {
    expect(cases.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });
});

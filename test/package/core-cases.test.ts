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

describe.each(membersIn("src/adapters/data"))("fixtures of %s", (library) => {
  const cases = casesOf(library);

  it("cover the core cases", () => {
    expect(Object.keys(coreCases).filter((core) => folderOf(cases, core) === undefined)).toEqual([]);
  });

  it("are named for the case, never numbered", () => {
    expect(cases.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });
});

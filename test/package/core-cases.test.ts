import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { membersIn } from "./members.ts";

/** What every library's fixtures show at least; a folder is named after its case, such as `invoice-or-branch`. */
const coreCases = [
  "missing-filter",
  "or-branch",
  "negated",
  "optional-key",
  "nested-write",
  "nested-load",
  "transaction",
  "raw-sql",
  "opaque-filter",
  "missing-column",
  "checked-after-load",
  "from-scoped-row",
];

/** Names of the case folders of a library. */
function casesOf(library: string): string[] {
  const folder = join(repository, "test/fixtures", library);
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe.each(membersIn("src/adapters/data"))("fixtures of %s", (library) => {
  const cases = casesOf(library);

  it("cover the core cases", () => {
    const missing = coreCases.filter((core) => !cases.some((name) => name === core || name.endsWith(`-${core}`)));
    expect(missing).toEqual([]);
  });

  it("are named for the case, never numbered", () => {
    expect(cases.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });
});

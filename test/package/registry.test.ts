import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { registries } from "../../scripts/generate/registries.mjs";
import { filesBelow, repository } from "../support/repository.ts";
import { membersIn } from "./members.ts";

const ruleNames = membersIn("src/rules");
const missing = (files: readonly string[]) => files.filter((file) => !existsSync(join(repository, file)));

describe("registries", () => {
  it("finds the rules", () => {
    expect(ruleNames).toContain("require-tenant-filter");
  });

  it.each(ruleNames)("%s has a page and a test", (rule) => {
    expect(missing([`docs/rules/${rule}.md`, `test/rules/${rule}.test.ts`])).toEqual([]);
  });

  it("has no page without a rule", () => {
    const pages = filesBelow("docs/rules", ".md").map((file) => basename(file, ".md"));
    expect(pages.filter((page) => !ruleNames.includes(page))).toEqual([]);
  });

  it.each(registries.filter(({ folder }) => membersIn(folder).length > 0))("$folder/index.ts names every member", ({ folder }) => {
    const index = readFileSync(join(repository, folder, "index.ts"), "utf8");
    expect(membersIn(folder).filter((member) => !index.includes(`"./${member}.ts"`))).toEqual([]);
  });

  it.each(["src/rules", "src/adapters/data", "src/adapters/cache", "src/catalog/readers", "src/frameworks"])("%s: names are the files' stems", async (folder) => {
    const members = membersIn(folder);
    const modules = await Promise.all(
      members.map(async (member) => (await import(join(repository, folder, `${member}.ts`))) as { default: { name: string } }),
    );
    expect(modules.map((module) => module.default.name)).toEqual(members);
  });
});

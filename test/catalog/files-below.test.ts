import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { filesBelow } from "../../src/catalog/files-below.ts";
import { workspaceOf } from "../support/workspace.ts";

it("finds wanted files at every level, sorted, but not in hidden or skipped folders", () => {
  const root = workspaceOf({
    "plots.prisma": "", "notes.txt": "", "apps/shop/plots.prisma": "", "apps/node_modules/kit/plots.prisma": "", ".cache/plots.prisma": "", "apps/.plots.prisma": "",
  });
  symlinkSync(join(root, "plots.prisma"), join(root, "apps/linked.prisma"));
  symlinkSync(join(root, "apps"), join(root, "again"));
  const found = filesBelow(root, new Set(["node_modules"]), (name) => name.endsWith(".prisma"));
  expect(found.map((file) => relative(root, file))).toEqual(["apps/linked.prisma", "apps/shop/plots.prisma", "plots.prisma"]);
});

it("finds nothing in a folder that is not there", () => {
  expect(filesBelow(join(workspaceOf({}), "nowhere"), new Set(), () => true)).toEqual([]);
});

import { join } from "node:path";
import { expect, it } from "vitest";
import { analyzeFile } from "../../src/analyze.ts";
import { loadProject } from "../../src/project.ts";
import { parseSource } from "../../src/syntax/parse.ts";
import { plotsSchema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

it("swaps a part that many values share once: every step of this code would multiply the work by five", () => {
  const steps = Array.from({ length: 30 }, (_, index) => `  const part${index + 1} = some(part${index});`);
  const text = [
    `import { PrismaClient } from "@prisma/client";`,
    "const db = new PrismaClient();",
    "const some = (part) => ({ get: () => part, or: () => part, first: () => part, last: () => part, only: () => part });",
    "function shown(id) {",
    "  const part0 = some(db.plot.findMany({ where: { id } }));",
    ...steps,
    "  return part30;",
    "}",
    "export const used = (id) => shown(id).get();",
  ].join("\n");
  const root = workspaceOf({ "package.json": "{}", "schema.prisma": plotsSchema, "shown.ts": text });
  const file = parseSource(join(root, "shown.ts"), text);
  if ("skipped" in file) throw new Error(file.skipped);
  expect(analyzeFile(file, loadProject(root)).judgements.map(({ verdict }) => verdict)).toEqual(["caller"]);
});

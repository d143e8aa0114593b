import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startRun } from "../../src/analysis/analyze-file.ts";
import { Modules } from "../../src/analysis/modules/modules.ts";
import { createResolver } from "../../src/modules/resolve.ts";
import { loadProject } from "../../src/project.ts";
import { parseSource } from "../../src/syntax/parse.ts";
import { workspaceOf } from "../support/workspace.ts";

/** The modules of a folder, and the names of those that were opened, each time they were. */
function modulesOf(files: Readonly<Record<string, string>>) {
  const root = workspaceOf({ "package.json": "{}", ...files });
  const project = loadProject(root);
  const opened: string[] = [];
  const modules = new Modules({
    resolve: (source, from) => createResolver(root).resolve(source, from),
    routers: { of: () => [], behind: () => new Set() },
    naming: () => undefined,
    text: (path) => readFileSync(path, "utf8"),
    parse(path, text) {
      const file = parseSource(path, text);
      return "skipped" in file ? undefined : file;
    },
    start(file, elsewhere, walks) {
      opened.push(file.path.slice(root.length + 1));
      return startRun({ dataAdapters: [], cacheAdapters: [], frameworks: [] }, file, project, elsewhere, walks);
    },
  });
  const ask = (name: string): boolean => modules.summaryOf({ from: join(root, "index.ts"), source: "./estate", path: [name] }) !== undefined;
  return { root, modules, opened, ask };
}

const estate = {
  "estate.ts": `export { plot } from "./plot";\nexport { invoice } from "./invoice";\n`,
  "plot.ts": `import { price } from "./price";\nexport const plot = (id) => price(id);\n`,
  "price.ts": "export const price = (id) => id;\n",
  "invoice.ts": "export const invoice = (id) => id;\n",
};

describe("Modules", () => {
  it("opens each file once, and none that nobody calls", () => {
    const { opened, ask } = modulesOf(estate);
    expect([ask("plot"), ask("plot"), ask("town")]).toEqual([true, true, false]);
    expect(opened).toEqual(["estate.ts", "plot.ts", "price.ts"]);
  });

  it("forgets a file and what leads to it, and no more", () => {
    const { root, modules, opened, ask } = modulesOf(estate);
    expect([ask("plot"), ask("invoice")]).toEqual([true, true]);
    opened.length = 0;
    modules.forget([join(root, "price.ts")]);
    expect([ask("invoice"), ask("plot")]).toEqual([true, true]);
    expect(opened).toEqual(["estate.ts", "plot.ts", "price.ts"]);
  });

  it("forgets nothing for a file that nobody led to", () => {
    const { root, modules, opened, ask } = modulesOf(estate);
    ask("plot");
    opened.length = 0;
    modules.forget([join(root, "invoice.ts")]);
    expect(ask("plot")).toBe(true);
    expect(opened).toEqual([]);
  });
});

import { mkdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "../../src/cli/source-files.ts";
import { workspaceOf } from "../support/workspace.ts";

function listed(files: readonly string[], ...paths: string[]) {
  const root = workspaceOf(Object.fromEntries(files.map((file) => [file, file.endsWith(".gitignore") ? ignores[file] ?? "" : ""])));
  const found = sourceFiles(root, (paths.length > 0 ? paths : ["."]).map((path) => join(root, path)));
  return found.files.map((file) => relative(root, file).split(sep).join("/"));
}

const ignores: Record<string, string> = {
  ".gitignore": "/secret\n*.gen.ts\nout/\n",
  "apps/web/.gitignore": "!kept.gen.ts\n/only-here\n",
};

describe("sourceFiles", () => {
  it("takes TypeScript and JavaScript, in order", () => {
    expect(listed(["b.ts", "a.mts", "c.cts", "d.tsx", "e.js", "f.mjs", "g.cjs", "h.jsx", "i.json", "j.vue", "K.ts"])).toEqual([
      "K.ts", "a.mts", "b.ts", "c.cts", "d.tsx", "e.js", "f.mjs", "g.cjs", "h.jsx",
    ]);
  });

  it("leaves out what nobody wrote", () => {
    const left = ["node_modules/x/a.ts", "dist/a.js", "build/a.js", ".next/a.js", "src/generated/a.ts", "a.d.ts", "a.d.mts", "a.min.js"];
    expect(listed([...left, "src/a.ts"])).toEqual(["src/a.ts"]);
  });

  it("honours nested ignore files", () => {
    const files = [".gitignore", "apps/web/.gitignore", "secret/a.ts", "a.gen.ts", "apps/web/kept.gen.ts", "apps/web/only-here/a.ts", "only-here/a.ts", "apps/out/a.ts"];
    expect(listed(files)).toEqual(["apps/web/kept.gen.ts", "only-here/a.ts"]);
    expect(listed(files, "apps/web")).toEqual(["apps/web/kept.gen.ts"]);
  });

  it("takes a file that is named, each once", () => {
    expect(listed([".gitignore", "a.gen.ts", "b.ts"], "a.gen.ts", "b.ts", ".")).toEqual(["a.gen.ts", "b.ts"]);
  });

  it("stops at the repository's top", () => {
    const root = workspaceOf({ ".gitignore": "*.ts\n", "inner/a.ts": "" });
    mkdirSync(join(root, "inner/.git"));
    expect(sourceFiles(join(root, "inner"), [join(root, "inner")]).files).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { addImports } from "../../src/codemods/add-imports.ts";
import { applyEdits } from "../../src/codemods/apply-edits.ts";
import type { NamedImport } from "../../src/codemods/codemod.ts";
import { parseSource } from "../../src/syntax/parse.ts";

const runtime: NamedImport = { name: "requireTenant", from: "@ringfence/runtime" };

function imported(text: string, wanted: readonly NamedImport[] = [runtime], path = "/app/src/routes/plots.ts"): string {
  const file = parseSource(path, text);
  if ("skipped" in file) throw new Error(file.skipped);
  const edits = addImports(wanted, file);
  return "refused" in edits ? edits.refused : applyEdits(text, edits);
}

describe("addImports", () => {
  it.each([
    ["behind the last import", 'import a from "a";\nimport b from "b";\n\nrun();\n', 'import a from "a";\nimport b from "b";\nimport { requireTenant } from "@ringfence/runtime";\n\nrun();\n'],
    ["in the file's own quotes and ends", "import a from 'a'\r\n\r\nrun()\r\n", "import a from 'a'\r\nimport { requireTenant } from '@ringfence/runtime'\r\n\r\nrun()\r\n"],
    ["at the top", "run();\n", 'import { requireTenant } from "@ringfence/runtime";\nrun();\n'],
    ["behind a directive", '"use server";\n\nrun();\n', '"use server";\nimport { requireTenant } from "@ringfence/runtime";\n\nrun();\n'],
    ["behind a hashbang and a licence", "#!/usr/bin/env node\n/* MIT */\n\nrun();\n", '#!/usr/bin/env node\n/* MIT */\n\nimport { requireTenant } from "@ringfence/runtime";\nrun();\n'],
    ["not behind imports further down", 'import a from "a";\nrun();\nimport b from "b";\n', 'import a from "a";\nimport { requireTenant } from "@ringfence/runtime";\nrun();\nimport b from "b";\n'],
    ["beside names of the same module", 'import { tenantKey } from "@ringfence/runtime";\n', 'import { tenantKey, requireTenant } from "@ringfence/runtime";\n'],
    ["apart from types of the same module", 'import type { TenantId } from "@ringfence/runtime";\n', 'import type { TenantId } from "@ringfence/runtime";\nimport { requireTenant } from "@ringfence/runtime";\n'],
    ["not twice", 'import { requireTenant } from "@ringfence/runtime";\n', 'import { requireTenant } from "@ringfence/runtime";\n'],
  ])("adds an import %s", (_, before, after) => {
    expect(imported(before)).toBe(after);
  });

  it.each([
    ["behind the last require", 'const a = require("a");\n\nmodule.exports = a;\n', 'const a = require("a");\nconst { requireTenant } = require("@ringfence/runtime");\n\nmodule.exports = a;\n'],
    ["beside names of the same module", "const { tenantKey } = require('@ringfence/runtime')\nmodule.exports = tenantKey\n", "const { tenantKey, requireTenant } = require('@ringfence/runtime')\nmodule.exports = tenantKey\n"],
    ["behind a directive", '"use strict";\nexports.a = 1;\n', '"use strict";\nconst { requireTenant } = require("@ringfence/runtime");\nexports.a = 1;\n'],
  ])("requires in CommonJS %s", (_, before, after) => {
    expect(imported(before, [runtime], "/app/src/plots.js")).toBe(after);
  });

  it("adds all names of a module at once", () => {
    expect(imported("run();\n", [runtime, { name: "tenantKey", from: "@ringfence/runtime" }, runtime])).toBe('import { requireTenant, tenantKey } from "@ringfence/runtime";\nrun();\n');
  });

  it.each([
    ['import { a } from "./a.js";\n', "../lib/sequences.js"],
    ['import { a } from "./a.ts";\n', "../lib/sequences.ts"],
    ['import { a } from "./a";\n', "../lib/sequences"],
  ])("writes a module of the project as the file writes others: %s", (text, specifier) => {
    expect(imported(text, [{ name: "sequences", from: "/app/src/lib/sequences.ts" }])).toBe(`${text.trimEnd()}\nimport { sequences } from "${specifier}";\n`);
  });

  it.each([["function requireTenant() {}\n"], ["import { requireTenant } from './own';\n"], ["export function f(requireTenant) {}\n"], ["import { other as requireTenant } from '@ringfence/runtime';\n"]])("refuses a name that is taken: %s", (text) => {
    expect(imported(text)).toBe("`requireTenant` is the name of something else in this file.");
  });
});

import { existsSync } from "node:fs";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["**/dist/", "test/fixtures/", "test/runtime/next-app/", "examples/", "scripts/templates/"]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // ESTree's node types are an enum whose values are the names of the nodes; comparing with the name reads better.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
    },
  },
  {
    // The runtime is called from JavaScript too: it checks arguments whose types already promise what they are.
    files: ["src/runtime/**"],
    rules: { "@typescript-eslint/no-unnecessary-condition": "off" },
  },
  {
    // A cast in a JSDoc comment is no part of the tree that these rules see.
    files: ["**/*.js", "**/*.mjs"],
    rules: { "@typescript-eslint/no-unsafe-assignment": "off", "@typescript-eslint/no-unsafe-return": "off" },
  },
  await ownRules(),
);

/** Our own rules on our own code, as soon as they are built. */
async function ownRules() {
  const plugin = new URL("dist/index.js", import.meta.url);
  if (!existsSync(plugin)) return [];
  const module = /** @type {{ default: { configs: { strict: import("eslint").Linter.Config } } }} */ (await import(plugin.href));
  return [module.default.configs.strict];
}

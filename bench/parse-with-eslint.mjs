// Has ESLint parse the files that a JSON list names, with @typescript-eslint/parser and without any rule.
import { readFileSync } from "node:fs";
import parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";

const files = /** @type {string[]} */ (JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
const eslint = new ESLint({
  overrideConfigFile: true,
  ignore: false,
  overrideConfig: [{ files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } }, linterOptions: { reportUnusedDisableDirectives: "off" } }],
});
const results = await eslint.lintFiles(files);
const unread = results.find(({ warningCount, fatalErrorCount }) => warningCount + fatalErrorCount > 0);
if (unread) console.error(unread.filePath, unread.messages[0]?.message);

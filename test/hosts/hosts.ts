import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type * as Eslint from "eslint";
import * as tsParser from "@typescript-eslint/parser";
import type { PresetConfig } from "../../src/rules/presets.ts";
import { Lines } from "../../src/syntax/lines.ts";
import { importBuilt } from "../support/built.ts";
import { repository } from "../support/repository.ts";

/** What every host says about a finding. */
export interface Seen {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number | undefined;
  readonly endColumn: number | undefined;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

interface Plugin {
  readonly configs: Record<"recommended" | "strict", PresetConfig>;
}

export type Preset = keyof Plugin["configs"];

export async function seenByCheck(root: string, preset: Preset): Promise<Seen[]> {
  const args = [join(repository, "dist/bin.js"), "check", "--no-cache", "--format", "json", ...(preset === "strict" ? ["--strict"] : [])];
  const { findings } = JSON.parse(outputOf(process.execPath, args, root)) as { findings: Seen[] };
  return Promise.resolve(sorted(findings.map(({ file, line, column, endLine, endColumn, rule, severity, message }) => ({ file, line, column, endLine, endColumn, rule, severity, message }))));
}

/** By ESLint's own API; `module` is `eslint` or the alias of an older version. */
export async function seenByEslint(module: "eslint" | "eslint-v9", root: string, preset: Preset): Promise<Seen[]> {
  const { ESLint } = (await import(module)) as typeof Eslint;
  const { default: plugin } = (await importBuilt("index.js")) as { default: Plugin };
  const typescript = { files: ["**/*.{ts,tsx,mts,cts}"], languageOptions: { parser: tsParser } };
  const jsx = { files: ["**/*.{js,jsx,tsx}"], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } };
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [typescript, jsx, { linterOptions: { reportUnusedDisableDirectives: "off" } }, plugin.configs[preset]],
  });
  const results = await eslint.lintFiles(["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"]);
  return sorted(
    results.flatMap(({ filePath, messages }) =>
      messages.map(({ line, column, endLine, endColumn, ruleId, severity, message }) => ({
        file: relative(root, filePath).split(sep).join("/"),
        line, column, endLine, endColumn, message,
        rule: (ruleId ?? "none").replace(/^ringfence(-likely)?\//, ""),
        severity: severity === 2 ? "error" : "warning",
      })),
    ),
  );
}

export async function seenByOxlint(root: string, preset: Preset): Promise<Seen[]> {
  const { default: plugin } = (await importBuilt("index.js")) as { default: Plugin };
  const config = {
    jsPlugins: [join(repository, "dist/index.js"), join(repository, "dist/likely.js")],
    categories: { correctness: "off" },
    rules: plugin.configs[preset].rules,
  };
  const configFile = join(root, ".oxlintrc.json");
  writeFileSync(configFile, JSON.stringify(config));
  const output = outputOf(process.execPath, [join(repository, "node_modules/oxlint/bin/oxlint"), "--format", "json", "."], root);
  const { diagnostics } = JSON.parse(output) as { diagnostics: OxlintDiagnostic[] };
  return sorted(diagnostics.map((diagnostic) => fromOxlint(diagnostic, root)));
}

interface OxlintDiagnostic {
  readonly message: string;
  readonly code: string;
  readonly severity: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly offset: number; readonly length: number } }[];
}

/** oxlint counts bytes from the start of the file, a byte order mark included. */
function fromOxlint({ message, code, severity, filename, labels }: OxlintDiagnostic, root: string): Seen {
  const bytes = readFileSync(join(root, filename));
  const { offset, length } = labels[0]?.span ?? { offset: 0, length: 0 };
  const withoutMark = (end: number) => bytes.subarray(0, end).toString("utf8").replace(/^\uFEFF/, "").length;
  const lines = new Lines(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  const [start, end] = [lines.at(withoutMark(offset)), lines.at(withoutMark(offset + length))];
  const file = filename.split(sep).join("/");
  const rule = /\((.+)\)$/.exec(code)?.[1] ?? code;
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column, rule, severity, message };
}

/** What a linter prints, whatever its exit code says about findings. */
function outputOf(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    if (status !== 1) throw new Error(`${command} ${args.join(" ")} exited with ${String(status)}: ${stderr}${stdout}`, { cause: error });
    return stdout;
  }
}

function sorted(findings: readonly Seen[]): Seen[] {
  const key = ({ file, line, column, rule, message }: Seen) => `${file}:${String(line).padStart(6)}:${String(column).padStart(6)} ${rule} ${message}`;
  return findings.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

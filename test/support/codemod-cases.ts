import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import pc from "picocolors";
import ts from "typescript";
import { runCli } from "../../src/cli.ts";
import { openSurveyor } from "../../src/cli/open-surveyor.ts";
import { repository } from "./repository.ts";
import { workspaceOf } from "./workspace.ts";

/** Files by path from their root, with forward slashes; latin1 keeps every byte. */
export type Tree = Readonly<Record<string, string>>;

/** One small project before a codemod and after it. */
export interface CodemodCase {
  readonly codemod: string;
  readonly name: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Further arguments for `ringfence migrate`, such as `--strict`. */
  readonly arguments: readonly string[];
}

const fixtures = join(repository, "test/fixtures/codemods");

export function codemodCases(): CodemodCase[] {
  return foldersIn(fixtures).flatMap((codemod) =>
    foldersIn(join(fixtures, codemod)).map((name) => {
      const folder = join(fixtures, codemod, name);
      const file = join(folder, "arguments.txt");
      return { codemod, name, folder, arguments: existsSync(file) ? readFileSync(file, "utf8").trim().split(/\s+/) : [] };
    }),
  );
}

/**
 * The project of a case in a temporary folder with a git repository in which everything is committed. It is its own
 * project and compiles, with the packages of this repository and a stub of the generated client.
 */
export function checkOut({ folder }: CodemodCase): string {
  const root = workspaceOf({});
  const stub = readFileSync(join(fixtures, "prisma-client.d.ts"), "latin1");
  writeTree(root, { "ringfence.json": "{}\n", "tsconfig.json": tsconfig, "prisma-client.d.ts": stub, ...readTree(join(folder, "before")) });
  commitAll(root);
  return root;
}

const tsconfig = JSON.stringify({
  compilerOptions: {
    strict: true, noEmit: true, allowJs: true, skipLibCheck: true, target: "es2023", module: "esnext", moduleResolution: "bundler",
    allowImportingTsExtensions: true, esModuleInterop: true, lib: ["es2023"], types: [],
    paths: { "@ringfence/runtime": [join(repository, "src/runtime/src/index.ts")], "*": [join(repository, "node_modules/@types/*"), join(repository, "node_modules/*")] },
  },
});

export function commitAll(root: string): void {
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.autocrlf=false", ...args], { cwd: root, stdio: "pipe" });
  if (!existsSync(join(root, ".git"))) git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", "state");
}

/** Every file below a folder but git's and Ringfence's own. */
export function readTree(folder: string): Tree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")).filter((path) => !/^\.(?:git|ringfence)\//.test(path));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}

export function writeTree(folder: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, "latin1");
  }
}

/** Runs the command line as `ringfence` does. */
export async function ringfence(cwd: string, ...args: string[]) {
  let out = "";
  let err = "";
  const io = { cwd, out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const code = await runCli(args, io, openSurveyor);
  return { code, out, err };
}

/** What the compiler says of the files of a project. */
export function compilerErrors(root: string): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(fileNames, options);
  const own = ts.getPreEmitDiagnostics(program).filter(({ file }) => file?.fileName.startsWith(root) !== false);
  return own.map(({ file, messageText }) => `${relative(root, file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

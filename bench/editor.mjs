// What the rules add to a lint in a process that stays open, as an editor's does: files with queries, the largest and some
// of every size, are linted again after each small edit of their own and of a helper they import. Usage: node bench/editor.mjs FOLDER [FILES] [ROUNDS]
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { globSync } from "tinyglobby";

/** @typedef {{ file: string, parse: number, added: number }} Lint Milliseconds without rules, and how many more with them. */

const [folder, fileCount = "20", roundCount = "10"] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: node bench/editor.mjs FOLDER [FILES] [ROUNDS]");
  process.exit(2);
}
/** How long, in milliseconds, the rules may take the disk to be as it was. */
const untilNoticed = 1000;

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "ringfence-editor-")));
try {
  copySources(resolve(folder), scratch);
  // The rules take the folder that the editor runs in for the project.
  process.chdir(scratch);
  await measure(Number(fileCount), Number(roundCount));
} finally {
  rmSync(scratch, { recursive: true });
}

/**
 * Edits must not reach the project itself, and what is installed says nothing to the rules.
 * @param {string} from
 * @param {string} to
 */
function copySources(from, to) {
  const left = new Set(["node_modules", ".git", "dist", "build", "coverage", ".next"]);
  cpSync(from, to, { recursive: true, filter: (path) => !left.has(basename(path)) });
  mkdirSync(join(to, ".git"));
}

/**
 * @param {number} files
 * @param {number} rounds
 */
async function measure(files, rounds) {
  const { ranked, helperOf } = await readProject();
  const lint = await openLinter();
  console.log(`Node ${process.version}, ${String(availableParallelism())} cores, ${String(rounds)} rounds; milliseconds`);
  const groups = { "largest": ranked.slice(0, files), "of every size": ranked.filter((_, index) => index % Math.ceil(ranked.length / files) === 0) };
  for (const [name, group] of Object.entries(groups)) {
    console.log(`${String(group.length)} ${name}, of ${String(ranked.length)} files with queries`);
    await measureFiles(group, rounds, helperOf, lint);
  }
}

/**
 * @param {readonly string[]} files
 * @param {number} rounds
 * @param {(file: string) => string | undefined} helperOf
 * @param {(file: string, text: string) => Lint} lint
 */
async function measureFiles(files, rounds, helperOf, lint) {
  const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  /** @param {(text: string, round: number) => string} edit Gives the text to lint. */
  const editAll = (edit) => {
    const lints = [];
    for (let round = 0; round < rounds; round++) for (const [file, text] of texts) lints.push(lint(file, edit(text, round)));
    return lints;
  };
  print("opened for the first time", files.map((file) => lint(file, texts.get(file) ?? "")));
  editAll(edited);
  print("the file was edited", editAll((text, round) => edited(text, rounds + round)));
  print("a helper was edited", await editHelpers(files, helperOf, (file) => lint(file, texts.get(file) ?? ""), Math.min(rounds, 2)));
}

/**
 * @param {readonly string[]} files
 * @param {(file: string) => string | undefined} helperOf
 * @param {(file: string) => Lint} lint
 * @param {number} rounds
 */
async function editHelpers(files, helperOf, lint, rounds) {
  const lints = [];
  for (let round = 0; round < rounds; round++) {
    for (const file of files) {
      const helper = helperOf(file);
      if (helper === undefined) continue;
      appendFileSync(helper, `// ${String(round)}\n`);
      await setTimeout(untilNoticed);
      lints.push(lint(file));
    }
  }
  return lints;
}

/**
 * As a person types: a word into the middle of the file, another one each time.
 * @param {string} text
 * @param {number} round
 */
function edited(text, round) {
  const lines = text.split("\n");
  // Between two statements, since in the middle of one the words might not parse.
  const at = lines.findIndex((line, index) => index > lines.length / 2 && /^(?:export|const|function|async)\b/.test(line) && /^(?:[}\])]+;?)?$/.test(lines[index - 1] ?? "x"));
  return lines.toSpliced(at < 0 ? lines.length : at, 0, `const edited${String(round)} = ${String(round)};`).join("\n");
}

/**
 * The files in which Ringfence finds queries, the largest first, but for scripts and tests, which are soon judged; and the
 * helper that each imports: one with queries, else any.
 */
async function readProject() {
  const { isSystemFile } = /** @type {typeof import("../src/analysis/analyze-file.ts")} */ (await built("analysis/analyze-file.js"));
  const { openSurveyor } = /** @type {typeof import("../src/cli/open-surveyor.ts")} */ (await built("cli/open-surveyor.js"));
  const { analyzePath } = /** @type {typeof import("../src/cli/survey.ts")} */ (await built("cli/survey.js"));
  const { createResolver } = /** @type {typeof import("../src/modules/resolve.ts")} */ (await built("modules/resolve.js"));
  const { importedSources } = /** @type {typeof import("../src/modules/imports.ts")} */ (await built("modules/imports.js"));
  const surveyor = openSurveyor(process.cwd());
  const resolver = createResolver(process.cwd());
  /** @param {string} file */
  const holdsQueries = (file) => {
    const analysis = analyzePath(surveyor, file);
    return analysis !== undefined && "accesses" in analysis && analysis.accesses > 0;
  };
  const all = globSync("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", { absolute: true, ignore: ["**/*.d.ts", "**/*.min.js", "**/generated/**"], followSymbolicLinks: false });
  const ranked = all.sort((a, b) => statSync(b).size - statSync(a).size).filter((file) => !isSystemFile(file, surveyor.project) && holdsQueries(file));
  /** @param {string} file @returns {string | undefined} */
  const helperOf = (file) => {
    const helpers = importedSources(readFileSync(file, "utf8")).flatMap((source) => resolver.resolve(source, file) ?? []);
    return helpers.find(holdsQueries) ?? helpers[0];
  };
  return { ranked, helperOf };
}

/** @returns {Promise<(file: string, text: string) => Lint>} */
async function openLinter() {
  const { default: plugin } = /** @type {typeof import("../src/index.ts")} */ (await built("index.js"));
  const linter = new Linter({ cwd: process.cwd() });
  /** @type {Linter.Config} */
  const parsing = { files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } }, linterOptions: { reportUnusedDisableDirectives: "off" } };
  // An editor reads its config once; spreading does that for what the preset reads from the disk.
  const rules = [parsing, /** @type {Linter.Config} */ ({ ...plugin.configs.recommended })];
  /** @param {Linter.Config[]} config @param {string} file @param {string} text */
  const timed = (config, file, text) => {
    const began = performance.now();
    const messages = linter.verify(text, config, { filename: file });
    const took = performance.now() - began;
    // Syntax errors and files that no config covers come from no rule.
    const unread = messages.find(({ ruleId }) => ruleId === null);
    if (unread) throw new Error(`${relative(process.cwd(), file)}: ${unread.message}`);
    return took;
  };
  return (file, text) => {
    const parse = timed([parsing], file, text);
    return { file, parse, added: timed(rules, file, text) - parse };
  };
}

/**
 * @param {string} path
 * @returns {Promise<unknown>}
 */
async function built(path) {
  const url = new URL(`../dist/${path}`, import.meta.url);
  if (!existsSync(url)) throw new Error("Build first: npm run build");
  return /** @type {unknown} */ (await import(url.href));
}

/**
 * @param {string} name
 * @param {readonly Lint[]} lints
 */
function print(name, lints) {
  const added = lints.map((lint) => lint.added);
  const worst = lints.find((lint) => lint.added === Math.max(...added));
  const parse = lints.map((lint) => lint.parse);
  console.log(`${name.padEnd(28)} rules add: median ${quantile(added, 0.5)}  p95 ${quantile(added, 0.95)}   parsing alone: median ${quantile(parse, 0.5)}  p95 ${quantile(parse, 0.95)}   worst ${worst ? `${relative(process.cwd(), worst.file)} ${worst.added.toFixed(0)}` : "none"}`);
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1).padStart(6);
}

// Makes repositories that differ in nothing but the data library: the core cases of its fixtures, over and over.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { coreCases, folderOf } from "../scripts/generate/data-layers.mjs";

/** How many source files a repository has, and how many queries of each core case: in all, three a file. */
export const size = { files: 1000, queriesOfCase: 200 };

/** @typedef {{ library: string, folder: string, files: number, queries: number }} Corpus `queries` are those that `check` has to find. */
/** @typedef {{ path: string, queries: number }} Queried A file of a case, and how many queries are judged in it. */

const fixtures = fileURLToPath(new URL("../test/fixtures/", import.meta.url));

/** The libraries that there are fixtures of, with the packages that a manifest names them by. */
export async function librariesWithCases() {
  const { dataAdapters } = /** @type {typeof import("../src/adapters/data/index.ts")} */ (await built("adapters/data/index.js"));
  return dataAdapters.map(({ name, packages }) => ({ name, packages }));
}

/**
 * A workspace in which each case is a package: its schema once, as an app has it, and its files with queries so often that
 * every library has as many queries of it; what a fixture's author wrote more of counts no more. Files without queries
 * make it up to the same number of files.
 * @param {string} folder where to
 * @param {{ readonly name: string, readonly packages: readonly string[] }} library
 * @returns {Promise<Corpus>}
 */
export async function makeCorpus(folder, { name, packages }) {
  write(join(folder, "package.json"), JSON.stringify({ name: "corpus", private: true, workspaces: ["packages/*"] }));
  mkdirSync(join(folder, ".git"));
  const cases = Object.keys(coreCases).map((core) => copyCase(folder, name, core, packages));
  const queriesOf = await counter(folder);
  let queries = 0;
  for (const { home, asked } of cases) queries += multiply(home, asked.map((path) => ({ path, queries: queriesOf(path) })));
  pad(cases.map(({ home }) => home), size.files - sourcesIn(folder).length);
  return { library: name, folder, files: sourcesIn(folder).length, queries };
}

/**
 * A case as it stands in the fixtures; `asked` are the files whose comments say what is to be found, all others are its schema and what goes with it.
 * @param {string} folder
 * @param {string} library
 * @param {string} core
 * @param {readonly string[]} packages
 */
function copyCase(folder, library, core, packages) {
  const name = folderOf(readdirSync(join(fixtures, library)), core);
  if (name === undefined) throw new Error(`${library} has no fixture of ${core}.`);
  const home = join(folder, "packages", core);
  cpSync(join(fixtures, library, name), home, { recursive: true, filter: (path) => !path.endsWith("reports.txt") });
  const texts = sourcesIn(home).map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const named = packages.filter((one) => texts.some(({ text }) => text.includes(`"${one}"`)));
  const dependencies = Object.fromEntries([...new Set([packages[0], ...named])].map((one) => [one, "*"]));
  write(join(home, "package.json"), JSON.stringify({ name: core, private: true, dependencies }));
  return { home, asked: texts.filter(({ text }) => /\/\/ (?:expect|verdict): /.test(text)).map(({ path }) => path) };
}

/**
 * Says how many queries are judged in a file.
 * @param {string} folder
 */
async function counter(folder) {
  const { openSurveyor } = /** @type {typeof import("../src/cli/open-surveyor.ts")} */ (await built("cli/open-surveyor.js"));
  const { surveyFile } = /** @type {typeof import("../src/cli/survey.ts")} */ (await built("cli/survey.js"));
  const surveyor = { ...openSurveyor(folder), foundation: undefined };
  /** @param {string} path */
  return (path) => surveyFile(surveyor, path, "strict")?.counts.accesses ?? 0;
}

/**
 * Copies the files of a case until there are enough queries; gives how many there are.
 * @param {string} home
 * @param {readonly Queried[]} asked
 */
function multiply(home, asked) {
  const once = asked.reduce((sum, { queries }) => sum + queries, 0);
  if (once === 0) throw new Error(`No query is judged in ${home}.`);
  const times = Math.max(1, Math.round(size.queriesOfCase / once));
  for (let copy = 2; copy <= times; copy++) for (const { path } of asked) write(join(dirname(path), `copy-${copy}`, relative(dirname(path), path)), oneDeeper(readFileSync(path, "utf8")));
  return times * once;
}

/**
 * A text for a folder below its own: what it imports stays where it is.
 * @param {string} text
 */
function oneDeeper(text) {
  return text.replaceAll(/((?:from|import|import\(|require\()\s*")(\.\.?\/)/g, (_, before, start) => `${before}${start === "./" ? "../" : "../../"}`);
}

/**
 * Files as every app has them, which query nothing, though their calls may look like it from afar.
 * @param {readonly string[]} homes
 * @param {number} count
 */
function pad(homes, count) {
  if (count < 0) throw new Error(`${-count} files too many.`);
  for (let index = 0; index < count; index++) {
    const home = /** @type {string} */ (homes[index % homes.length]);
    const [ending, text] = index % 2 === 0 ? ["ts", lists] : ["tsx", view];
    write(join(home, "src", "beside", `part-${index}.${ending}`), text.replaceAll("PART", `Part${index}`));
  }
}

const lists = `import { formatDate } from "../dates";

export interface PART { readonly key: string; readonly title: string; readonly weight: number; readonly since: Date }

const known = new Map<string, PART>();

export function rememberPART(parts: readonly PART[]): void {
  for (const part of parts) if (!known.has(part.key)) known.set(part.key, part);
}

export function forgetPART(key: string): boolean {
  return known.delete(key);
}

export function heaviestPART(parts: readonly PART[], count = 3): readonly string[] {
  return parts.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight).slice(0, count).map(({ title }) => title);
}

export function findPART(parts: readonly PART[], title: string): PART | undefined {
  return parts.find((part) => part.title === title) ?? known.get(title);
}

export function describePART(part: PART): string {
  const since = formatDate(part.since);
  switch (part.weight) {
    case 0: return \`\${part.title}, empty since \${since}\`;
    case 1: return \`\${part.title} since \${since}\`;
    default: return [part.title, String(part.weight), since].join(", ");
  }
}
`;

const view = `import { useMemo, useState } from "react";
import { Button, Field, Panel } from "../panel";

interface PARTProps { readonly title: string; readonly lines: readonly string[]; readonly onSelect: (line: string) => void }

export function PART({ title, lines, onSelect }: PARTProps) {
  const [sought, setSought] = useState("");
  const [isOpen, setOpen] = useState(false);
  const shown = useMemo(() => lines.filter((line) => line.toLowerCase().includes(sought.toLowerCase())), [lines, sought]);
  if (lines.length === 0) return <Panel title={title}>Nothing yet.</Panel>;
  return (
    <Panel title={title}>
      <Field value={sought} onChange={(event) => setSought(event.target.value)} placeholder="Search" />
      <Button onClick={() => setOpen(!isOpen)}>{isOpen ? "Less" : "More"}</Button>
      <ul className={isOpen ? "open" : "closed"}>
        {shown.map((line, index) => (
          <li key={index} onClick={() => onSelect(line)}>{line}</li>
        ))}
      </ul>
    </Panel>
  );
}
`;

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.[cm]?[jt]sx?$/.test(path)).sort().map((path) => join(folder, path));
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** @param {string} path @returns {Promise<unknown>} */
function built(path) {
  return import(new URL(`../dist/${path}`, import.meta.url).href);
}

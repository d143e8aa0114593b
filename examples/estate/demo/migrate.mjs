import { git } from "./git.mjs";
import { must } from "./must.mjs";
import { bold, coloredDiff, dim, indent } from "./paper.mjs";

const codemods = ["tenant-filter", "tenant-on-create", "cache-keys", "sequences", "uids"];

/** `--runtime`: edits may import @ringfence/runtime. `--helpers`: functions that get no company take that of the request. */
export const migrationOptions = ["--strict", "--runtime", "--helpers"];

export function startMigration({ copy, tools }) {
  return tools.ringfence(copy, "migrate", "--write", ...migrationOptions);
}

/** Every codemod has to edit something, and what was left alone has to be named; the places come into `house.leftAlone`. */
export async function migrate(house) {
  const { status, stdout, stderr } = await house.ahead.migration;
  must(status === 0, `ringfence migrate ended with ${status}: ${stderr}`);
  const edits = [...stdout.matchAll(/^(?<file>\S+):(?<line>\d+) {2}(?<codemod>[a-z-]+) {2}(?<title>.+)$/gm)].map(({ groups }) => groups);
  house.write(indent(`${dim("$")} ringfence migrate --write ${migrationOptions.join(" ")}`));
  const diff = git(house.copy, "diff", "--unified=0");
  for (const codemod of codemods) {
    const own = edits.filter((edit) => edit.codemod === codemod);
    must(own.length > 0, `${codemod} edited nothing.`);
    printCodemod(house, codemod, own, diff);
  }

  const made = git(house.copy, "ls-files", "--others", "--exclude-standard").split("\n").filter(Boolean);
  house.write(`\n  ${bold("New files")}\n${indent(made.join("\n"), "    ")}`);
  must(made.some((file) => /_ringfence\/migration\.sql$/.test(file)), "No migration for the runtime's tables was written.");

  house.leftAlone = [...stdout.matchAll(/^ {2}(?<file>\S+):(?<line>\d+) {2}[a-z-]+\n {6}(?<reason>.+)$/gm)].map(({ groups }) => groups);
  house.write(`\n  ${bold("Left alone, and why")}`);
  for (const { file, line, reason } of house.leftAlone) house.write(`    ${file}:${line}\n${indent(reason, "      ")}`);
  const counted = Number(/(\d+) places? left alone\./.exec(stdout)?.[1]);
  must(house.leftAlone.length === counted, `${counted} places were left alone, but ${house.leftAlone.length} are named.`);
  return `${edits.length} edits: ${git(house.copy, "diff", "--shortstat").trim()}; ${counted} places left alone.`;
}

/** How much a codemod edited, and its first edit. */
function printCodemod({ write }, codemod, edits, diff) {
  const [{ file, line, title }] = edits;
  write(`\n  ${bold(codemod.padEnd(18))}${String(edits.length).padStart(3)}   ${dim(`such as ${file}:${line}: ${title}`)}`);
  write(indent(coloredDiff(changeAt(diff, file, Number(line))), "    "));
}

/** The lines that were taken out and put in around a line of a file. */
function changeAt(diff, file, line) {
  const [, ...hunks] = (diff.split(/^diff --git /m).find((part) => part.startsWith(`a/${file} `)) ?? "").split(/^(?=@@ )/m);
  const distances = hunks.map((hunk) => {
    const [, from, count = "1"] = /^@@ -(\d+)(?:,(\d+))?/.exec(hunk);
    return Math.max(0, from - line, line - (Number(from) + Number(count) - 1));
  });
  const nearest = hunks[distances.indexOf(Math.min(...distances))] ?? "";
  return nearest.split("\n").slice(1).map((text) => text.trimEnd()).join("\n").trimEnd();
}

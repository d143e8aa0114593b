import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { git } from "./git.mjs";
import { must } from "./must.mjs";
import { coloredDiff, indent } from "./paper.mjs";

export const patchFile = fileURLToPath(new URL("by-hand.patch", import.meta.url));

/** Applies the patch beside this file; every place that the migration left alone has to be in a file that it changes. */
export async function finishByHand({ copy, leftAlone, write }) {
  const text = readFileSync(patchFile, "utf8");
  write(indent(coloredDiff(text.replaceAll(/^(?:diff|index|---) .*\n/gm, "").replaceAll(/^\+\+\+ b\/(.*)$/gm, "$1").trimEnd())));
  git(copy, "apply", patchFile);
  const touched = new Set([...text.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, file]) => file));
  const forgotten = leftAlone.filter(({ file }) => !touched.has(file));
  must(forgotten.length === 0, `Left alone by the migration, and not finished by hand: ${forgotten.map(({ file, line }) => `${file}:${line}`).join(", ")}`);
  const added = text.match(/^\+(?!\+\+)/gm)?.length ?? 0;
  return `${added} lines in ${touched.size} files: who a request is for, what a visitor gets to see, and what needs no company.`;
}

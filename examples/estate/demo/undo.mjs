import { patchFile } from "./by-hand.mjs";
import { copiedFiles, differences, originalFiles } from "./copy.mjs";
import { git } from "./git.mjs";
import { must } from "./must.mjs";
import { indent } from "./paper.mjs";

/** Undoing takes back what the migration did and leaves the work by hand alone; without that, each byte is as before. */
export async function undo({ copy, example, tools, write }) {
  write("  ringfence undo; git apply --reverse by-hand.patch");
  const { status, stdout, stderr } = await tools.ringfence(copy, "undo");
  must(status === 0, `ringfence undo ended with ${status}: ${stderr}`);
  write(indent(stdout.trim()));
  git(copy, "apply", "--reverse", patchFile);
  const original = originalFiles(example);
  const changed = differences(original, copiedFiles(copy));
  must(changed.length === 0, `Not as before:\n${indent(changed.join("\n"))}`);
  const bytes = [...original.values()].reduce((sum, { length }) => sum + length, 0);
  return `All ${original.size} files (${bytes} bytes) are the same, byte for byte.`;
}

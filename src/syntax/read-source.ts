import { readFileSync } from "node:fs";
import type { Skipped } from "./parse.ts";

/** What one file's text may weigh, in UTF-16 code units: hand-written code stays far below. */
const maxLength = 4_000_000;

/** Text of a source file, or why it is not read. */
export function readSource(path: string): { readonly text: string } | Skipped {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { skipped: `cannot be read: ${messageOf(error)}` };
  }
  if (text.length > maxLength) return { skipped: `longer than ${maxLength} characters` };
  return isMinified(text) ? { skipped: "minified" } : { text };
}

/** A plain clause for an error of the file system, without its path. */
export function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "no such file or folder",
    ENOTDIR: "not a folder",
    EISDIR: "is a folder",
    EMFILE: "too many open files",
  };
  return (code === undefined ? undefined : known[code]) ?? message;
}

/** True for long text with lines of more than 500 characters on average. */
function isMinified(text: string): boolean {
  if (text.length < 20_000) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length / lines > 500;
}

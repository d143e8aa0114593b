import { parseSource, type Skipped } from "./parse.ts";
import type { SourceFile } from "./source-file.ts";

/** How much text, in UTF-16 code units, is kept parsed: a tree takes about fifty times its text's memory. */
const mostText = 4_000_000;

/** The files that were parsed lately, those that were asked for last at the end. */
const kept = new Map<string, { readonly source: string; readonly file: SourceFile | Skipped }>();
let keptText = 0;

/** A file as `parseSource` gives it, parsed once for all who read it: one file is checked itself and called into by others. */
export function parsedSource(path: string, source: string): SourceFile | Skipped {
  const known = kept.get(path);
  if (known) drop(path, known.source);
  const file = known?.source === source ? known.file : parseSource(path, source);
  kept.set(path, { source, file });
  keptText += source.length;
  for (const [oldest, { source: text }] of kept) {
    if (keptText <= mostText || oldest === path) break;
    drop(oldest, text);
  }
  return file;
}

function drop(path: string, source: string): void {
  kept.delete(path);
  keptText -= source.length;
}

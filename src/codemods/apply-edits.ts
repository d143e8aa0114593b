import type { Range, TextEdit } from "../syntax/source-file.ts";

/** Edits in the order of their places; several insertions at one place keep their order. */
function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
}

/** The text with edits made. Their ranges must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { range, text: inserted } of sortEdits(edits)) {
    if (range[0] < at) throw new Error(`Edits overlap at offset ${range[0]}.`);
    parts.push(text.slice(at, range[0]), inserted);
    at = range[1];
  }
  return parts.join("") + text.slice(at);
}

/** True when two lists of edits touch the same text or insert at the same place, so that their order would matter. */
export function collide(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((one) => b.some((other) => touch(one.range, other.range)));
}

function touch(a: Range, b: Range): boolean {
  if (a[0] === a[1] || b[0] === b[1]) return a[0] <= b[1] && b[0] <= a[1];
  return a[0] < b[1] && b[0] < a[1];
}

/** The offset in the text before edits of an offset in the text after them; inserted text lies at its place. */
export function offsetBefore(offset: number, edits: readonly TextEdit[]): number {
  let shift = 0;
  for (const { range, text } of sortEdits(edits)) {
    const start = range[0] + shift;
    if (offset < start) break;
    if (offset < start + text.length) return range[0];
    shift += text.length - (range[1] - range[0]);
  }
  return offset - shift;
}

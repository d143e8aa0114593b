/** A unified diff of one file, as `git apply` takes it; empty when nothing differs. `before` is undefined for a new file. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const old = linesOf(before ?? "");
  const now = linesOf(after);
  const hunks = hunksOf(stepsBetween(old, now));
  if (hunks.length === 0) return "";
  const header = `--- ${before === undefined ? "/dev/null" : `a/${path}`}\n+++ b/${path}\n`;
  return header + hunks.map(hunkText).join("");
}

type Step = { readonly sign: " " | "-" | "+"; readonly line: string; readonly oldLine: number; readonly newLine: number };

const context = 3;

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The shortest edit script by lines (Myers), between the parts that differ at all. */
function stepsBetween(old: readonly string[], now: readonly string[]): Step[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const signs = [...Array<Step["sign"]>(start).fill(" "), ...script(old.slice(start, old.length - end), now.slice(start, now.length - end)), ...Array<Step["sign"]>(end).fill(" ")];
  let [oldLine, newLine] = [0, 0];
  return signs.map((sign) => {
    const step = { sign, line: (sign === "+" ? now[newLine] : old[oldLine]) ?? "", oldLine, newLine };
    if (sign !== "+") oldLine++;
    if (sign !== "-") newLine++;
    return step;
  });
}

function script(old: readonly string[], now: readonly string[]): Step["sign"][] {
  const furthest = new Map([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const at = (map: Map<number, number>, diagonal: number): number => map.get(diagonal) ?? -1;
  for (let depth = 0; depth <= old.length + now.length; depth++) {
    trace.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down = diagonal === -depth || (diagonal !== depth && at(furthest, diagonal - 1) < at(furthest, diagonal + 1));
      let x = down ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return backtrack(trace, old.length, now.length);
    }
  }
  return [];
}

function backtrack(trace: readonly Map<number, number>[], oldEnd: number, newEnd: number): Step["sign"][] {
  const signs: Step["sign"][] = [];
  let [x, y] = [oldEnd, newEnd];
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const furthest = trace[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const startX = furthest.get(from) ?? 0;
    const startY = startX - from;
    while (x > startX && y > startY && x > 0 && y > 0) {
      signs.push(" ");
      x--;
      y--;
    }
    if (depth === 0) break;
    signs.push(down ? "+" : "-");
    [x, y] = [startX, startY];
  }
  return signs.reverse();
}

/** Changes with the lines around them; those that lie close share a hunk. */
function hunksOf(steps: readonly Step[]): Step[][] {
  const near = new Set<number>();
  steps.forEach(({ sign }, index) => {
    if (sign !== " ") for (let at = index - context; at <= index + context; at++) near.add(at);
  });
  const hunks: Step[][] = [];
  steps.forEach((step, index) => {
    if (!near.has(index)) return;
    if (near.has(index - 1) && index > 0) hunks.at(-1)?.push(step);
    else hunks.push([step]);
  });
  return hunks;
}

function hunkText(steps: readonly Step[]): string {
  const [first] = steps;
  const olds = steps.filter(({ sign }) => sign !== "+").length;
  const news = steps.filter(({ sign }) => sign !== "-").length;
  const lines = steps.map(({ sign, line }) => (line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`));
  return `@@ -${range(first?.oldLine ?? 0, olds)} +${range(first?.newLine ?? 0, news)} @@\n${lines.join("")}`;
}

function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1}${count === 1 ? "" : `,${count}`}`;
}

import { dirname, relative, sep } from "node:path";

/** Matches the files that a pattern of `include` or `exclude` means, seen from a folder: `*`, `?`, `**`, or a folder with all below it. */
export function filePattern(folder: string, pattern: string): (file: string) => boolean {
  let base = folder;
  let rest = pattern.replaceAll("\\", "/").replace(/^\.\//, "");
  for (; rest === ".." || rest.startsWith("../"); rest = rest.slice(3)) base = dirname(base);
  const expression = rest === "" || rest === "." ? /^/ : new RegExp(`^${toExpression(rest.replace(/\/+$/, ""))}(?:/|$)`);
  return (file) => {
    const path = relative(base, file);
    return !path.startsWith("..") && expression.test(sep === "/" ? path : path.split(sep).join("/"));
  };
}

function toExpression(pattern: string): string {
  const meaning: Record<string, string> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
  return pattern.replace(/\*\*\/|\*\*|[*?]|[.+^${}()|[\]]/g, (token) => meaning[token] ?? `\\${token}`);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

export interface Example {
  /** The section it stands in, such as `Incorrect`. */
  readonly section: string;
  /** 1-based line of the page on which its code begins. */
  readonly line: number;
  /** Path that the first line of the code names in a comment. */
  readonly file: string;
  readonly code: string;
}

/** The TypeScript examples of a rule's page. */
export function examplesOf(rule: string): Example[] {
  const page = `docs/rules/${rule}.md`;
  const examples: Example[] = [];
  let section = "";
  let begin: number | undefined;
  const lines = readFileSync(join(repository, page), "utf8").split("\n");
  for (const [index, line] of lines.entries()) {
    if (begin !== undefined) {
      if (line !== "```") continue;
      const code = lines.slice(begin, index).join("\n");
      const file = /^\/\/ (\S+)$/m.exec(lines[begin] ?? "")?.[1];
      if (file === undefined) throw new Error(`${page}:${begin + 1}: expected an example to begin with // path/of/the/file.ts.`);
      examples.push({ section, line: begin + 1, file, code });
      begin = undefined;
    } else if (line.startsWith("## ")) section = line.slice("## ".length);
    else if (/^```tsx?$/.test(line)) begin = index + 1;
  }
  return examples;
}

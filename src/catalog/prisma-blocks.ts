import type { SchemaProblem } from "./catalog.ts";
import type { SchemaText } from "./declared-model.ts";
import { type SchemaLine, schemaLines } from "./prisma-lines.ts";

/** A top-level block of a schema: `model Plot { … }`. */
export interface Block {
  readonly keyword: string;
  readonly name: string;
  readonly file: string;
  /** 1-based line of the keyword. */
  readonly line: number;
  readonly body: readonly SchemaLine[];
}

const keywords = new Set(["model", "view", "type", "enum", "generator", "datasource"]);
const header = /^([a-z]+)\s+([A-Za-z_][\w-]*)\s*(?:(\{)\s*(.*))?$/;
const typeAlias = /^type\s+\w+\s*=/;

/** Cuts a schema file into blocks. A block that is not closed ends where the next one begins. */
export function readBlocks({ file, text }: SchemaText): { blocks: Block[]; problems: SchemaProblem[] } {
  const blocks: Block[] = [];
  const problems: SchemaProblem[] = [];
  let open: { keyword: string; name: string; line: number; body: SchemaLine[] } | undefined;

  const close = (): void => {
    if (open && keywords.has(open.keyword)) blocks.push({ ...open, file });
    open = undefined;
  };
  const problem = (line: number, message: string): void => {
    problems.push({ file, line, message });
  };

  for (const line of schemaLines(text)) {
    const start = header.exec(line.text);
    const begins = start !== null && (start[3] !== undefined || open === undefined) && (open === undefined || keywords.has(start[1] ?? ""));
    if (begins) {
      if (open) problem(line.number, `Expected } to close ${open.keyword} ${open.name} of line ${open.line}, got ${start[1] ?? ""} ${start[2] ?? ""}.`);
      close();
      open = { keyword: start[1] ?? "", name: start[2] ?? "", line: line.number, body: [] };
      if (!keywords.has(open.keyword)) problem(line.number, `Expected model, view, type, enum, generator or datasource, got \`${open.keyword}\`.`);
      else if (start[3] === undefined) problem(line.number, `Expected { after ${open.keyword} ${open.name}, got the end of the line.`);
      const rest = start[4] ?? "";
      const closes = rest.endsWith("}");
      const inner = closes ? rest.slice(0, -1).trim() : rest;
      if (inner !== "") open.body.push({ number: line.number, text: inner });
      if (closes) close();
    } else if (open === undefined) {
      if (!typeAlias.test(line.text)) problem(line.number, `Expected a block such as \`model Name {\`, got \`${line.text}\`.`);
    } else if (line.text === "}") {
      close();
    } else if (line.text !== "{") {
      open.body.push(line);
    }
  }
  if (open) problem(open.line, `Expected } to close ${open.keyword} ${open.name}, got the end of the file.`);
  close();
  return { blocks, problems };
}

/** A line of a schema that says something: comments and outer blanks are gone. */
export interface SchemaLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a Prisma schema that hold more than blanks and comments.
 * Attributes must stand on one line in a schema that Prisma accepts, so a line is the unit that a reader needs.
 */
export function schemaLines(text: string): SchemaLine[] {
  const lines: SchemaLine[] = [];
  let insideComment = false;
  const rows = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  for (const [index, row] of rows.entries()) {
    let code = row;
    if (insideComment || row.includes("//") || row.includes("/*")) ({ code, insideComment } = withoutComments(row, insideComment));
    const trimmed = code.trim();
    if (trimmed !== "") lines.push({ number: index + 1, text: trimmed });
  }
  return lines;
}

const stringOrComment = /"(?:\\.|[^"\\])*"|\/\/|\/\*/g;

/** Cuts `//` and block comments out of a row; those inside a string stay. */
function withoutComments(row: string, startsInside: boolean): { code: string; insideComment: boolean } {
  let code = "";
  let at = 0;
  let inside = startsInside;
  for (;;) {
    if (inside) {
      const end = row.indexOf("*/", at);
      if (end === -1) return { code, insideComment: true };
      code += " ";
      at = end + 2;
    }
    const start = commentAfter(row, at);
    if (start === undefined) return { code: code + row.slice(at), insideComment: false };
    code += row.slice(at, start);
    if (row[start + 1] === "/") return { code, insideComment: false };
    inside = true;
    at = start + 2;
  }
}

/** Where the next comment begins, outside any string. */
function commentAfter(row: string, at: number): number | undefined {
  stringOrComment.lastIndex = at;
  for (let found = stringOrComment.exec(row); found; found = stringOrComment.exec(row)) {
    if (!found[0].startsWith('"')) return found.index;
  }
  return undefined;
}

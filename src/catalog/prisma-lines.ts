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
  const rows = text.split(/\r\n|\n|\r/);
  for (const [index, row] of rows.entries()) {
    let code = row;
    if (insideComment || row.includes("/")) {
      const stripped = withoutComments(row, insideComment);
      code = stripped.code;
      insideComment = stripped.insideComment;
    }
    const trimmed = code.trim();
    if (trimmed !== "") lines.push({ number: index + 1, text: index === 0 ? trimmed.replace(/^\uFEFF/, "") : trimmed });
  }
  return lines;
}

/** Cuts `//` and block comments out of a row; those inside a string stay. */
function withoutComments(row: string, startsInside: boolean): { code: string; insideComment: boolean } {
  if (!startsInside && !row.includes('"') && !row.includes("/*")) {
    const comment = row.indexOf("//");
    return { code: comment === -1 ? row : row.slice(0, comment), insideComment: false };
  }
  let code = "";
  let inside = startsInside;
  let inString = false;
  for (let i = 0; i < row.length; i++) {
    const pair = row.slice(i, i + 2);
    if (inside) {
      if (pair === "*/") {
        inside = false;
        i++;
        code += " ";
      }
    } else if (inString) {
      code += row[i] === "\\" ? pair : row.charAt(i);
      if (row[i] === "\\") i++;
      else if (row[i] === '"') inString = false;
    } else if (pair === "//") {
      break;
    } else if (pair === "/*") {
      inside = true;
      i++;
    } else {
      if (row[i] === '"') inString = true;
      code += row.charAt(i);
    }
  }
  return { code, insideComment: inside };
}

const colors = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const green = style(32, 39);

export function indent(text, by = "  ") {
  return text.replaceAll(/^(?=.)/gm, by);
}

/** A diff with its lines in the usual colours. */
export function coloredDiff(text) {
  return text.replaceAll(/^[+-].*$/gm, (line) => (line.startsWith("+") ? green(line) : red(line)));
}

/** The first items, and how many more there are. */
export function some(items, most, more) {
  return items.length <= most ? items : [...items.slice(0, most), dim(`and ${items.length - most} more${more ? ` (${more})` : ""}`)];
}

function style(on, off) {
  return (text) => (colors ? `\x1b[${on}m${text}\x1b[${off}m` : text);
}

/**
 * Replaces what stands between `<!-- begin NAME -->` and `<!-- end NAME -->`.
 * @param {string} text A Markdown document.
 * @param {string} name
 * @param {string} content Without the blank lines around it.
 * @param {string} file For the error when a marker is missing.
 */
export function fillMarkers(text, name, content, file) {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file}: expected ${begin} and ${end}.`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  if (rows.length === 0) return "None yet.";
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

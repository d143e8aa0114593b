import type { Node, Refusal, TextEdit } from "./source-file.ts";

/**
 * Puts `${expression}:` in front of what a string literal or a template says; a quoted literal becomes a template.
 * `text` is the file's text.
 */
export function prefixString(node: Node, expression: string, text: string): readonly TextEdit[] | Refusal {
  const [start, end] = node.range;
  if (node.type === "TemplateLiteral" && node.parent.type !== "TaggedTemplateExpression") {
    return [{ range: [start + 1, start + 1], text: `\${${expression}}:` }];
  }
  if (node.type !== "Literal" || typeof node.value !== "string") return { refused: "The key is no string literal." };
  const inner = text.slice(start + 1, end - 1);
  // Escapes mean the same in a template, but for what only a template has: backticks and placeholders.
  const escaped = inner.replaceAll("`", "\\`").replaceAll("${", "\\${");
  if (escaped !== inner) return [{ range: [start, end], text: `\`\${${expression}}:${escaped}\`` }];
  return [
    { range: [start, start + 1], text: `\`\${${expression}}:` },
    { range: [end - 1, end], text: "`" },
  ];
}

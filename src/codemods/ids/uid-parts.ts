import type { TSESTree } from "@typescript-eslint/types";
import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { HomemadeId } from "../../analysis/homemade-id.ts";
import { contains } from "../../syntax/contains.ts";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { functionAround } from "./nodes.ts";

/** What a pasted UID is made of, as far as the generator makes the same: a company's prefix, a role, a number. */
export interface UidParts {
  /** Source text of the role: `"MKT"` or an expression. */
  readonly role: string;
}

/** Reads `${prefix}MKT${number}` and `${prefix}-${role}-${number}`; undefined for any other text. */
export function uidPartsOf(node: Node, file: SourceFile): UidParts | undefined {
  if (node.type === "TemplateLiteral") return partsOfTemplate(node, file);
  if (node.type === "BinaryExpression" && node.operator === "+") return partsOfSum(node, file);
  return undefined;
}

function partsOfTemplate({ quasis, expressions }: TSESTree.TemplateLiteral, file: SourceFile): UidParts | undefined {
  const texts = quasis.map((quasi) => quasi.value.cooked);
  if (texts[0] !== "" || texts.at(-1) !== "") return undefined;
  if (expressions.length === 2) return constantRole(texts[1]);
  const [, role] = expressions;
  if (expressions.length !== 3 || !role || !/^-?$/.test(texts[1] ?? "x") || !/^-?$/.test(texts[2] ?? "x")) return undefined;
  return { role: file.text.slice(...role.range) };
}

/** `prefix + "MKT" + number`. */
function partsOfSum(node: TSESTree.BinaryExpression, file: SourceFile): UidParts | undefined {
  const terms = termsOf(node).filter((term) => !(term.type === "Literal" && term.value === "-"));
  const [prefix, role] = terms;
  if (terms.length !== 3 || !prefix || !role || prefix.type === "Literal") return undefined;
  return role.type === "Literal" ? constantRole(String(role.value)) : { role: file.text.slice(...role.range) };
}

function termsOf(node: Node): readonly Node[] {
  return node.type === "BinaryExpression" && node.operator === "+" ? [...termsOf(node.left), node.right] : [node];
}

function constantRole(text: string | null | undefined): UidParts | undefined {
  const role = /^-?([A-Z]{2,8})-?$/.exec(text ?? "")?.[1];
  return role === undefined ? undefined : { role: `"${role}"` };
}

/** True for a number that only goes into UIDs which the generator can take over, number and all. */
export function isPartOfUid(number: HomemadeId, { ids, file }: FileAnalysis): boolean {
  const around = ids.filter(({ made, read, node }) => made === "uid" && (contains(node, number.node) || (read !== undefined && read === number.read && functionAround(node) === functionAround(number.node))));
  return around.length > 0 && around.every(({ node }) => uidPartsOf(node, file) !== undefined);
}

import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { descendantsOf } from "./descendants.ts";
import { namesIn } from "./names.ts";
import { wordsOf } from "./words.ts";

/** Middleware of packages that leaves what the client sends as it came: it parses it, or looks at something else. `express-validator` tests what it is told of, and keeps the rest. */
const LEAVING = new Set([
  "express", "body-parser", "express-validator", "cors", "helmet", "morgan", "compression", "cookie-parser", "cookie-session", "express-session", "express-rate-limit",
  "express-slow-down", "express-mongo-sanitize", "hpp", "xss-clean", "csurf", "connect-timeout", "method-override", "serve-static", "response-time", "passport", "express-jwt", "multer", "express-fileupload",
]);

const REQUEST = /^_*(?:req|request|ctx|context)$/i;
const LOOKS = /^(?:valid|pars|saniti|schema|body|input|payload|dto|joi|zod|yup|celebrate|clean|strip|whitelist|pick|transform)/;

/** True for middleware of a package that is known to leave the body of a request as it came. */
export function leavesBody(specifier: string): boolean {
  return LEAVING.has(specifier);
}

/** True for what says by its name that it looks at what clients send. */
export function looksAtBody(node: Node): boolean {
  return (namesIn(node) ?? ["body"]).flatMap(wordsOf).some((word) => LOOKS.test(word));
}

/** True where the code of middleware, or of what makes it, may look at the body of a request. */
export function touchesBody(fn: FunctionNode): boolean {
  for (const node of descendantsOf(fn)) {
    if (node.type === "MemberExpression" && node.computed && isRequest(node.object)) return true;
    if (node.type === "Identifier" && node.name === "body") return true;
    if (node.type === "Literal" && node.value === "body") return true;
    if (handsToLook(node)) return true;
  }
  return false;
}

/** True for a call that hands a request to what may look at its body; `validationResult` of `express-validator` tells what was found before. */
export function handsToLook(node: Node): boolean {
  return node.type === "CallExpression" && node.arguments.some(isRequest) && looksAtBody(node.callee) && namesIn(node.callee)?.join() !== "validationResult";
}

function isRequest(node: Node): boolean {
  return node.type === "Identifier" && REQUEST.test(node.name);
}

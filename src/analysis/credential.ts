import { isVerifier } from "../frameworks/fallback-names.ts";
import { referencesIn } from "./make-value.ts";
import type { Reference, Value } from "./value.ts";

/** Headers by which a client shows who it is, also as a step that reads one: `header(authorization)`. */
const CREDENTIAL = /(?:^|\()(?:(?:proxy-)?authorization|(?:x-)?(?:api|access|auth)-?(?:key|token))\)?$/i;

/** True for a call that finds out who is asking: `verifyKey(req.headers.authorization)`. */
export function isAuthentication(name: string, args: readonly Value[]): boolean {
  return isVerifier(name) && args.flatMap(referencesIn).some(isCredential);
}

/** `req.headers.authorization`, `headers.get("x-api-key")`, and what an unread call makes of them. */
function isCredential({ root, path }: Reference): boolean {
  const isNamed = (argument: Value): boolean => argument.kind === "constant" && CREDENTIAL.test(String(argument.value));
  return path.some((step) => CREDENTIAL.test(step)) || (root.kind === "call" && root.args.some((argument) => isNamed(argument) || referencesIn(argument).some(isCredential)));
}

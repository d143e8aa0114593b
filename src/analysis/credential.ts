import { isVerifier } from "../frameworks/fallback-names.ts";
import { referencesIn } from "./make-value.ts";
import type { Reference, Value } from "./value.ts";

/** Headers by which a client shows who it is, also as a step that reads one: `header(authorization)`. */
const CREDENTIAL = /(?:^|\()(?:(?:proxy-)?authorization|(?:x-)?(?:api|access|auth)-?(?:key|token))\)?$/i;

/** Headers by which a service shows that it sent the body: `x-hub-signature-256`, `upstash-signature`. */
const SIGNATURE = /(?:^|\()[\w-]*-signature(?:-\w+)?\)?$/i;

/** True for a call that finds out who is asking: `verifyKey(req.headers.authorization)`. */
export function isAuthentication(name: string, args: readonly Value[]): boolean {
  return isVerifier(name) && args.flatMap(referencesIn).some((one) => isHeader(one, CREDENTIAL));
}

/**
 * True for a call that finds out whether a service signed what it sent: `verify({ signature: header("upstash-signature"), body })`,
 * `timingSafeEqual(signature, expected)`. What a row's own secret signs is that row's.
 */
export function isSignatureCheck(name: string, args: readonly Value[]): boolean {
  const given = args.flatMap(referencesIn);
  return (isVerifier(name) || name === "timingSafeEqual") && given.some((one) => isHeader(one, SIGNATURE)) && !given.some(({ root }) => root.kind === "row");
}

/** `req.headers.authorization`, `headers.get("x-api-key")`, and what an unread call makes of them. */
function isHeader({ root, path }: Reference, header: RegExp): boolean {
  const isNamed = (argument: Value): boolean => argument.kind === "constant" && header.test(String(argument.value));
  return path.some((step) => header.test(step)) || (root.kind === "call" && root.args.some((argument) => isNamed(argument) || referencesIn(argument).some((one) => isHeader(one, header))));
}

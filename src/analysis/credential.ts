import { isVerifier } from "../frameworks/fallback-names.ts";
import type { FileFacts } from "./file-facts.ts";
import { nameOfValue, reference, referencesIn } from "./make-value.ts";
import { originOf } from "./origin.ts";
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

/** True for what a client shows of who it is: `req.headers["x-api-key"]`, `hash(token)` of the token that the request carries in such a header. */
export function isCredential(value: Value): boolean {
  const given = referencesIn(value);
  return given.length > 0 && given.every((one) => isHeader(one, CREDENTIAL));
}

/** `req.headers.authorization`, `headers.get("x-api-key")`, and what an unread call makes of them. */
function isHeader({ root, path }: Reference, header: RegExp): boolean {
  const isNamed = (argument: Value): boolean => argument.kind === "constant" && header.test(String(argument.value));
  return path.some((step) => header.test(step)) || (root.kind === "call" && root.args.some((argument) => isNamed(argument) || referencesIn(argument).some((one) => isHeader(one, header))));
}

/** What a client shows, and what a row or a computation keeps to compare it with. */
const SECRET = /token|signature|secret|hmac|digest|hash|otp|pass_?(?:word|code|phrase)|(?:api|access|private)_?key/i;
const COMPARER = /equal|compar|match|verif|same/i;

const DEEPEST_COMPUTATION = 4;

/**
 * What belongs to whoever shows a secret that equals an expected one: the row that keeps it (`token === invite.token`), or all
 * that it was computed from (`token === sign(userId)`). None where neither is a secret that the client shows.
 */
export function shownBy(left: Value, right: Value, facts: FileFacts): readonly Reference[] {
  return isShown(left, facts) ? keptIn(right, facts) : isShown(right, facts) ? keptIn(left, facts) : [];
}

/** The same for a call that compares what it is given: `timingSafeEqual(token, invite.token)`, `compare(password, user.passwordHash)`. */
export function shownTo(name: string, args: readonly Value[], facts: FileFacts): readonly Reference[] {
  const [left, right] = COMPARER.test(name) ? args : [];
  return left && right ? shownBy(left, right, facts) : [];
}

/** What a row keeps to verify a proof by. */
const PROVING = /key|credential|secret|certificate|password|hash/i;

/** The rows by whose keys a call verifies what it is passed: `verifyAssertion({ response: body, publicKey: device.publicKey })`. */
export function provenBy(name: string, args: readonly Value[]): readonly Reference[] {
  if (!/^(?:verify|authenticate)/i.test(name)) return [];
  const given = args.flatMap(referencesIn);
  const keys = given.flatMap((one) => converted(one)).filter((one) => one.root.kind === "row" && PROVING.test(nameOfValue(one) ?? ""));
  return given.some(({ root }) => root.kind === "parameter") ? keys.map(({ root, node }) => reference(root, [], node)) : [];
}

/** What stands in another form in its place: `new Uint8Array(device.publicKey)`. */
function converted(one: Reference, depth = 0): readonly Reference[] {
  const { root } = one;
  if (root.kind !== "call" || root.shape !== undefined || depth > DEEPEST_COMPUTATION) return [one];
  return root.args.flatMap(referencesIn).flatMap((argument) => converted(argument, depth + 1));
}

/** True for a secret as the client sent it, or as a helper is passed it, or converted: `Buffer.from(token)`. */
function isShown(value: Value, facts: FileFacts, depth = 0): boolean {
  const given = referencesIn(value);
  return (
    given.length > 0 &&
    given.every((one) => {
      if (one.root.kind === "call" && originOf(one, facts) === undefined) return depth < DEEPEST_COMPUTATION && one.root.args.some((argument) => isShown(argument, facts, depth + 1));
      const isPassed = one.root.kind === "parameter" && one.root.shape === undefined;
      return (isPassed || originOf(one, facts) === "request") && SECRET.test(nameOfValue(one) ?? "");
    })
  );
}

/** True for a call that puts more into a hash or a signature, which is made from it then: `hash.update(userId)`. */
export function isDigested(callee: Value): boolean {
  if (callee.kind !== "reference" || callee.path.at(-1) !== "update" || callee.root.kind !== "call") return false;
  return /^create(?:Hash|Hmac|Sign)$/.test(nameOfValue(callee.root.callee) ?? "") || isDigested(callee.root.callee);
}

function keptIn(expected: Value, facts: FileFacts): readonly Reference[] {
  return referencesIn(expected).flatMap((one): readonly Reference[] => {
    if (one.root.kind === "row") return SECRET.test(nameOfValue(one) ?? "") ? [reference(one.root, [], one.node)] : [];
    return one.root.kind === "call" && originOf(one, facts) === undefined ? computedFrom(one, 0) : [];
  });
}

/** The rows and values that go into a computation: `createHmac(…).update(userId).digest("hex")`. */
function computedFrom({ root }: Reference, depth: number): readonly Reference[] {
  if (root.kind !== "call" || depth > DEEPEST_COMPUTATION) return [];
  return [...root.args, root.callee].flatMap(referencesIn).flatMap((one): readonly Reference[] => {
    if (one.root.kind === "row") return [reference(one.root, [], one.node)];
    if (one.root.kind === "call" && one.root.shape === undefined) return computedFrom(one, depth + 1);
    return one.root.kind === "parameter" ? [one] : [];
  });
}

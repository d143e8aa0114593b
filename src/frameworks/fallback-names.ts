import { wordsOf } from "./parts/words.ts";

/**
 * What a call probably does, by its name alone: for functions of other modules that nobody can look into. A wrong yes
 * hides a leak or invents one, so unusual names get a no.
 */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const tenantWords = setOf("tenant company organization organisation org workspace team");
const people = setOf("user viewer principal identity member");

const getters = setOf("get load fetch read require validate verify check ensure resolve retrieve use");
/** Words that may stand around `session` without making it something else; a checkout session or a session store is. */
const aroundSession = setOf("optional maybe server auth user current api app request req cookie cookies headers header from cached safe active valid verified");
/** Words that turn a user or a tenant into the caller's own. */
const ownWords = setOf("current active my logged in signed authenticated authed auth session");
const ofSession = setOf("session token jwt auth claims");
const ofRequest = setOf("request req cookie cookies headers header");
const credentials = setOf("token jwt accesstoken idtoken authtoken sessiontoken apikey bearertoken");
const identityNames = setOf("auth authenticate authenticaterequest authenticateuser gettenant gettenantid");

/** A question about a name, answered once: a project's calls have few names, and each call is asked several questions. */
function aboutNames(ask: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = ask(name);
    known.set(name, answer);
    return answer;
  };
}

/** True for functions that return who is signed in: `getCurrentUser`, `requireSession`, `getWorkspaceFromSession`. */
export const isIdentityGetter = aboutNames((name) => {
  const words = withoutEnding(wordsOf(name));
  if (identityNames.has(words.join(""))) return true;
  const [first = "", ...others] = words;
  const isGetter = getters.has(first);
  const rest = isGetter ? others : words;
  const subject = rest.at(-1) ?? "";
  return (
    (isGetter && (isSession(rest) || rest.join(" ") === "auth")) ||
    (first === "require" && rest.length === 1 && (people.has(subject) || tenantWords.has(subject))) ||
    isOwn(rest) ||
    (isGetter && isTakenFrom(rest)) ||
    (["verify", "validate"].includes(first) && credentials.has(rest.join("")))
  );
});

/** `getUserIdOrThrow` is `getUser` here: what happens when nobody is there, and that only the id comes back, is no matter. */
function withoutEnding(words: readonly string[]): readonly string[] {
  const or = words.indexOf("or");
  const kept = or > 0 ? words.slice(0, or) : words;
  return kept.at(-1) === "id" ? kept.slice(0, -1) : kept;
}

function isSession(words: readonly string[]): boolean {
  return words.includes("session") && words.every((word) => word === "session" || aroundSession.has(word));
}

/** `current user`, `active organization`, `logged in user`. */
function isOwn(words: readonly string[]): boolean {
  const subject = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  if (!people.has(subject) && !tenantWords.has(subject)) return false;
  return before.length > 0 && before.every((word) => ownWords.has(word) || word === "user");
}

/** `user from request`, `workspace from session`; a tenant read from the request itself is the client's choice. */
function isTakenFrom(words: readonly string[]): boolean {
  const from = words.indexOf("from");
  const subject = words.slice(0, from).filter((word) => word !== "id").at(-1) ?? "";
  const source = words.slice(from + 1);
  if (from < 1 || source.length === 0) return false;
  if (people.has(subject)) return source.every((word) => ofSession.has(word) || ofRequest.has(word));
  return tenantWords.has(subject) && source.every((word) => ofSession.has(word));
}

const verifiers = setOf("verify validate authenticate introspect");

/** True for functions that find out whether a credential is genuine: `verifyKey`. Reading a token without verifying it is none. */
export const isVerifier = aboutNames((name) => verifiers.has(wordsOf(name)[0] ?? ""));

const propagators = setOf(`
  parse safeParse parseAsync safeParseAsync validateSync validateAsync cast coerce ObjectId ObjectID createFromHexString
  Number String BigInt parseInt parseFloat decodeURIComponent encodeURIComponent decodeURI encodeURI escape unescape atob btoa
  structuredClone cloneDeep URL URLSearchParams FormData Headers Request stringify fromEntries entries values freeze pick omit
  trim trimStart trimEnd toString toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase toWellFormed valueOf normalize
  split slice substring substr replace replaceAll padStart padEnd charAt at concat join`);
const propagatingVerbs = setOf("parse normalize normalise sanitize sanitise decode encode coerce to trim strip escape unescape");
/** What input validators are named for; `validateCoupon` may as well load a row. */
const inputWords = setOf("input inputs body params param query form data payload schema dto request req args arguments json fields values search zod");

/** True for functions that give back what they are given, in another form: `parsePlotId`, `String`, `trim`. */
export const isPropagator = aboutNames((name) => {
  if (propagators.has(name)) return true;
  const [verb = "", ...rest] = wordsOf(name);
  if (rest.length === 0 || isIdentityGetter(name) || isGuardName(name) || rest.includes("session") || rest.includes("signed")) return false;
  if (propagatingVerbs.has(verb)) return true;
  return (verb === "validate" || verb === "validated") && rest.some((word) => inputWords.has(word));
});

const guardVerbs = setOf("assert require ensure authorize authorise check verify validate guard can cannot cant has must enforce is are");
const accessWords = setOf(`
  access accessible permission permissions permitted owner ownership owned member membership role roles authorized authorised
  authorization authorisation unauthorized allowed forbidden denied privilege privileges policy policies scope scopes rights
  entitlement entitlements belongs belong owns`);
const deeds = setOf("access read write edit update delete view manage create remove modify see do perform destroy archive change");
/** Objects of validators and lookups that happen to be about access: `verifyAccessToken`, `checkMemberLimit`. */
const otherMatters = setOf(`
  token tokens key keys code secret input inputs schema body form params query payload format field fields type limit limits quota
  count seat seats email emails name slug invite invitation invitations exists unique duplicate log logs loading`);
/** `getOwner`, `createRole`: these fetch or change something, whatever follows. */
const otherDeeds = setOf("get set create update delete list find add make build with use on log render format parse load fetch grant revoke request to remove assign");

/** True for functions that stop, or say no, unless the caller may touch what they are given: `assertMember`, `canEditPlot`. */
export const isGuardName = aboutNames((name) => {
  const words = wordsOf(name);
  const [first = ""] = words;
  if (saysHasAccess(words)) return true;
  if (otherDeeds.has(first) || words.some((word) => otherMatters.has(word))) return false;
  if (first === "authorize" || first === "authorise" || name === "can" || name === "cannot") return true;
  if (first === "throw") return ["if", "unless"].includes(words[1] ?? "") && words.some((word) => accessWords.has(word));
  if (first === "assert" && words.slice(1).some((word) => tenantWords.has(word))) return true;
  return words.some((word, index) => guards(word, words.slice(index + 1)));
});

/** `getUserHasAccessToSite`, `doesUserHaveAccess`: the answer to a question, however it is fetched. */
function saysHasAccess(words: readonly string[]): boolean {
  return words.some((word, index) => index > 0 && ["has", "have"].includes(word) && ["access", "permission", "permissions"].includes(words[index + 1] ?? ""));
}

function guards(verb: string, rest: readonly string[]): boolean {
  if (verb === "owns" || verb === "belongs") return rest.length > 0 && !["to", "to many"].includes(rest.join(" "));
  if (["can", "cannot", "cant", "may"].includes(verb)) return rest.some((word) => deeds.has(word) || accessWords.has(word));
  return guardVerbs.has(verb) && rest.some((word) => accessWords.has(word));
}

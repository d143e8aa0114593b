import type { EntryPoint } from "../framework.ts";
import type { Node } from "../../syntax/source-file.ts";
import { namesIn } from "./names.ts";
import { admitsOnlyOperators } from "./operators.ts";
import { wordsOf } from "./words.ts";

/** What stands before a handler says of its requests. */
export type Vouching = Pick<EntryPoint, "signedIn" | "vouched" | "operators">;

export const nobody: Vouching = { signedIn: false, vouched: false, operators: false };
const somebody: Vouching = { ...nobody, signedIn: true };
const everything: Vouching = { ...somebody, vouched: true };
const operatorsOnly: Vouching = { ...everything, operators: true };

const setOf = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(" ")));

/** Words that say nothing of who may do what: glue, the shape of the input, and keeping the lights on. */
const plumbing = setOf(
  "with use wrap wrapped wrapper create make get set define apply is an the my our for on of to in next zod yup joi tb effect arktype standard",
  "safe new default base common shared global custom simple async await sync public maybe optional",
  "api app apps route routes router routing http rest rpc trpc orpc os server express fastify hono koa nest request response req res ctx context",
  "handler handlers handle action actions client clients function fn callback middleware middlewares plugin procedure procedures page pages method methods",
  "validate validated validates validation validator valid schema schemas body query params param headers json input output parse parsed parser urlencoded form data text raw celebrate",
  "upload uploads file files single array fields none multer busboy multipart",
  "catch try error errors boundary log logs logged logger logging morgan pino winston axiom sentry trace traced tracing telemetry otel span metrics monitoring analytics datadog",
  "cors helmet compress compression rate limit limiter limited limits ratelimit throttle throttler throttled slow down timeout retry cache cached etag static serve favicon csp csrf security i18n locale",
  "recaptcha captcha turnstile cookie cookies guard guards",
);

/** Words of signing in: they prove who somebody is, and tie no id in the request to that somebody's tenant. */
const signingIn = setOf(
  "auth authed authenticated authenticate authenticates authenticating authentication authenticator passport jwt bearer session sessions user users token",
  "login logged signin signed require required requires needs ensure protect protected private only",
  "clerk auth0 oidc",
);

/** What the expressions before a handler (wrappers, middleware, guards) say together; when in doubt, that they vouch. */
export function vouchingOf(expressions: readonly Node[]): Vouching {
  return strongest(expressions.map(vouchingOfOne));
}

/** Words of what lets nobody in whom it does not know; a session may be nobody's. */
const refusing = setOf("auth authed authenticated authenticate authenticates authenticating authentication authenticator jwt bearer login logged signin signed require required requires needs ensure protect protected");

/** True for what refuses strangers, by its name. */
export function refusesStrangers(expression: Node): boolean {
  return vouchingOf([expression]).signedIn && (namesIn(expression) ?? []).flatMap(wordsOf).some((word) => refusing.has(word));
}

/** What a name begins with that only looks on: `auditPlotSold`, `trackVisit`. */
const observing = setOf("audit log track trace record report measure meter monitor observe count notify");

/** As `vouchingOf`, for the names of one expression. */
export function vouchingOfNames(names: readonly string[]): Vouching {
  const words = names.map(wordsOf).filter(([first]) => first === undefined || !observing.has(first)).flat();
  const telling = words.filter((word) => word.length > 1 && !plumbing.has(word));
  if (telling.length === 0) return nobody;
  if (telling.some((word) => !signingIn.has(word))) return everything;
  return words.includes("maybe") || words.includes("optional") ? nobody : somebody;
}

export function strongest(vouchings: readonly Vouching[]): Vouching {
  return {
    signedIn: vouchings.some(({ signedIn }) => signedIn),
    vouched: vouchings.some(({ vouched }) => vouched),
    operators: vouchings.some(({ operators }) => operators),
  };
}

function vouchingOfOne(expression: Node): Vouching {
  switch (expression.type) {
    case "Literal":
    case "TemplateLiteral":
    case "ObjectExpression":
      return nobody;
    case "ArrayExpression":
      return vouchingOf(expression.elements.filter((element) => element !== null));
    default: {
      if (admitsOnlyOperators(expression)) return operatorsOnly;
      const names = namesIn(expression);
      return names === undefined || names.length === 0 ? everything : vouchingOfNames(names);
    }
  }
}

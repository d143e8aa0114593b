import type { Origin, Shape } from "../../analysis/value.ts";

function each(origin: Origin, names: string): { readonly [name: string]: Shape } {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, origin]));
}

/** Names under which validation leaves what the client sent, on a request or a context. */
export const validatedParts = each("request", `
  input rawInput parsedInput validated validatedInput validatedBody validatedData validatedQuery validatedParams
  parsedBody parsedQuery parsedParams`);

/**
 * A request, whichever server made it (Node, Express, Fastify, the Fetch API). What the client sends is listed; any other
 * property was put there by server code, as `req.user` is.
 */
export const httpRequest: Shape = {
  ...each("request", `
    body params query querystring search headers header rawHeaders trailers cookies cookie unsignCookie get param is accepts
    file files parts saveRequestFiles rawBody rawTrailers raw url originalUrl baseUrl path pathname href method hostname host
    subdomains protocol origin ip ips
    json formData text blob bytes arrayBuffer bodyUsed nextUrl geo clone parseBody queries valid
    page referrer destination signal mode`),
  ...validatedParts,
  ...each("server", "app log server socket connection prisma db di res"),
  "*": "identity",
};

/** An Express response; middleware leaves what it found out about the request in `locals`. */
export const httpResponse: Shape = { locals: "identity", "*": "server" };

/** What a guard class is asked with, as NestJS hands it: `context.switchToHttp().getRequest()`. */
export const guardContext: Shape = { switchToHttp: { getRequest: httpRequest, getResponse: httpResponse, getNext: "server" }, "*": "server" };

/** Names under which wrappers hand a handler what the client sent. */
const requestParts = {
  ...validatedParts,
  ...each("request", `
    params param searchParams query queryParams pathParams routeParams urlParams search body rawBody data json
    payload formData form files file headers cookies cookie url pathname clientInput args variables
    bindArgsParsedInputs bindArgsClientInputs nextUrl parsed slug id method`),
};

const serverParts = each("server", `
  res response reply next prisma db database tx logger log env t i18n metadata signal step io redis queue revalidate`);

const requests: Shape = { ...requestParts, req: httpRequest, request: httpRequest };

/** A context object (`ctx`, the second argument of a route): route parameters, and what server code added. */
export const handlerContext: Shape = { ...requests, ...serverParts, "*": "identity" };

/**
 * What a project's own wrapper hands its callback: the request's parts by their usual names; every other name is the
 * wrapper's own work, and only server code could have made it.
 */
export const wrapperBag: Shape = {
  ...requests,
  ...serverParts,
  ctx: handlerContext,
  context: handlerContext,
  props: handlerContext,
  routeContext: handlerContext,
  "*": "identity",
};

/** Context of a procedure, an action or a resolver, made by server code around a request. */
export const procedureContext: Shape = {
  req: httpRequest,
  request: httpRequest,
  ...each("request", "headers cookies params query"),
  ...serverParts,
  "*": "identity",
};

import type { TSESTree } from "@typescript-eslint/types";
import type { Shape } from "../analysis/value.ts";
import { defineFramework, type EntryPoint, type FunctionSite } from "./framework.ts";
import { decoratedParameters, decorationsOf, decorationsOfRoute, type Decoration } from "./parts/decorators.ts";
import { annotationOf } from "./parts/names.ts";
import { admitsOnlyOperators } from "./parts/operators.ts";
import { httpRequest, httpResponse, procedureContext } from "./parts/shapes.ts";
import { nobody, strongest, vouchingOf, vouchingOfNames, type Vouching } from "./parts/vouching.ts";

const routes = new Set([
  "Get", "Post", "Put", "Patch", "Delete", "All", "Options", "Head", "Sse",
  "Query", "Mutation", "Subscription",
  "MessagePattern", "EventPattern", "SubscribeMessage", "GrpcMethod",
]);
const jobs = new Set(["Process", "Cron", "Interval", "Timeout", "OnEvent", "Processor"]);

const decorated: Readonly<Record<string, Shape>> = {
  Body: "request", Param: "request", Query: "request", Headers: "request", HostParam: "request", Ip: "request",
  RawBody: "request", UploadedFile: "request", UploadedFiles: "request", Req: httpRequest, Request: httpRequest,
  Args: "request", MessageBody: "request", Payload: "request",
  Session: "identity", Context: procedureContext,
  Res: httpResponse, Response: httpResponse, Next: "server", Ctx: "server", ConnectedSocket: "server", Info: "server", Inject: "server",
};

export default defineFramework({
  name: "nestjs",
  packages: ["@nestjs/common", "@nestjs/graphql", "@nestjs/microservices", "@nestjs/websockets", "@nestjs/schedule", "@nestjs/bull", "@nestjs/bullmq"],
  docs: "https://docs.nestjs.com/controllers",
  // https://docs.nestjs.com/fundamentals/lifecycle-events
  setsUp: ["onModuleInit", "onApplicationBootstrap"],
  entry(site) {
    if (!site.member || ![...site.imports].some((name) => name.startsWith("@nestjs/"))) return undefined;
    return handler(site, decorationsOf(site.member)) ?? job(site, decorationsOf(site.member));
  },
});

function handler({ fn, owner }: FunctionSite, onMethod: readonly Decoration[]): EntryPoint | undefined {
  if (!onMethod.some(({ name }) => routes.has(name))) return undefined;
  const guards = onMethod.some(({ name }) => name === "Public") ? [] : decorationsOfRoute(owner, onMethod);
  const vouching = strongest(guards.map(vouchingOfDecorator));
  const isUse = ({ name }: Decoration): boolean => name === "UseGuards";
  const before = { nodes: guards.filter(isUse).flatMap(({ args }) => args), otherwise: strongest(guards.filter((one) => !isUse(one)).map(vouchingOfDecorator)), asks: guards.filter((one) => !isUse(one)).map(({ expression }) => expression), from: fn.params.map(placeInRequest) };
  return { framework: "nestjs", kind: "request", parameters: decoratedParameters(fn.params, decorated), mounted: true, before, validatedAs: fn.params.map(classOfInput), ...vouching };
}

const inRequest: Readonly<Record<string, string>> = { Body: "body", Param: "params", Query: "query", Headers: "headers" };

/** Where in the request a parameter comes from: `@Param("id")` is `params.id`. */
function placeInRequest(parameter: TSESTree.Parameter): readonly string[] | undefined {
  for (const { name, args: [key] } of decorationsOf(parameter)) {
    if (name === "Req" || name === "Request") return [];
    const whole = inRequest[name];
    if (whole === undefined) continue;
    return key?.type === "Literal" && typeof key.value === "string" ? [whole, key.value] : key?.type === "Literal" || !key ? [whole] : undefined;
  }
  return undefined;
}

/** The class that a validation pipe makes of what a client sends. https://docs.nestjs.com/techniques/validation */
function classOfInput(parameter: TSESTree.Parameter): string | undefined {
  return decorationsOf(parameter).some(({ name }) => decorated[name] === "request") ? annotationOf(parameter) : undefined;
}

/** Guards, and a project's own decorators that read like one: `@CompanyAdmin()` says nothing, `@RequireRole()` does. */
function vouchingOfDecorator({ name, args, expression }: Decoration): Vouching {
  if (name === "UseGuards") return vouchingOf(args);
  if (admitsOnlyOperators(expression)) return vouchingOf([expression]);
  return /auth|guard|permission|role|access|polic|owner|member|scope/i.test(name) && !name.startsWith("Api") ? vouchingOfNames([name]) : nobody;
}

function job({ fn, owner, member }: FunctionSite, onMethod: readonly Decoration[]): EntryPoint | undefined {
  const processes = decorationsOf(owner).some(({ name }) => name === "Processor") && member?.key.type === "Identifier" && member.key.name === "process";
  if (!processes && !onMethod.some(({ name }) => jobs.has(name))) return undefined;
  return { framework: "nestjs", kind: "job", parameters: fn.params.map(() => "server"), mounted: false, ...nobody };
}

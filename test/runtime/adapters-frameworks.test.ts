import "reflect-metadata";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { All, type CallHandler, Controller, type ExecutionContext, type INestApplication, Logger, Module, Query, Req, Res, UseGuards, UseInterceptors, UsePipes } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { getTRPCErrorFromUnknown, initTRPC } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { describe, expect, it } from "vitest";
import { currentTenant, expressTenant, nestTenant, nextTenantAction, nextTenantRoute, requireTenant, TenantRequiredError, trpcTenant } from "../../src/runtime/src/index.ts";
import { adapterSpecs, type Answer, type Mounted } from "./support/adapter-specs.ts";
import { closeHard, listen } from "./support/listen.ts";

// NestJS tells of every start and of what its handlers throw, and these are meant to.
Logger.overrideLogger(false);

type Way = "middleware" | "interceptor";
type SignedIn = ExpressRequest & { header: (name: string) => string | undefined; signedIn?: boolean };

/** An application of NestJS with one route for everything, and what its enhancers found in the context. */
async function nestApp({ options, answer }: Mounted, way: Way, found: Record<string, unknown> = {}): Promise<INestApplication> {
  class Office {
    async handle(request: ExpressRequest, response: ExpressResponse): Promise<void> {
      const body = request.method === "POST" ? await readText(request) : "";
      const onClose = way === "middleware" && { onClose: (listener: () => void) => void response.on("close", listener) };
      const answered = await answer({ path: request.url, body, ...onClose });
      if (typeof answered === "string") response.send(answered);
      else Readable.from(answered).pipe(response);
    }
  }
  const note = (name: string): boolean => {
    found[name] = currentTenant();
    return true;
  };
  const signIn = (context: ExecutionContext): boolean => {
    context.switchToHttp().getRequest<SignedIn>().signedIn = true;
    return note("guard");
  };
  const tenantOfContext = (context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<SignedIn>();
    return options.tenantOf((name) => (request.signedIn ? request.header(name) : undefined));
  };
  const observer = { intercept: (_: ExecutionContext, next: CallHandler) => (note("interceptor"), next.handle()) };
  const pipe = { transform: (value: unknown) => (note("pipe"), value) };
  // What decorators do, by hand: the tests are compiled without them.
  const handler = Object.getOwnPropertyDescriptor(Office.prototype, "handle") ?? {};
  Controller()(Office);
  All("*path")(Office.prototype, "handle", handler);
  Req()(Office.prototype, "handle", 0);
  Res()(Office.prototype, "handle", 1);
  Query()(Office.prototype, "handle", 2);
  UseGuards({ canActivate: signIn })(Office);
  UsePipes(pipe)(Office);
  UseInterceptors(...(way === "interceptor" ? [nestTenant({ ...options, tenantOf: tenantOfContext })] : []), observer)(Office);
  class App {
    readonly name = "estate";
  }
  Module({ controllers: [Office] })(App);
  const app = await NestFactory.create(App);
  if (way === "middleware") app.use(expressTenant({ ...options, tenantOf: (request: SignedIn) => options.tenantOf((name) => request.header(name)) }));
  return app;
}

async function startNest(mounted: Mounted, way: Way): Promise<{ port: number; close(): Promise<unknown> }> {
  const app = await nestApp(mounted, way);
  await app.listen(0, "127.0.0.1");
  const server = app.getHttpServer() as Server;
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, close: () => closeHard(server) };
}

adapterSpecs({ name: "NestJS, as middleware", start: (mounted) => startNest(mounted, "middleware") });
adapterSpecs({ name: "NestJS, as an interceptor behind a guard", start: (mounted) => startNest(mounted, "interceptor") });

describe("enhancers of NestJS", () => {
  it.each([
    ["middleware", { guard: "lekki", interceptor: "lekki", pipe: "lekki" }],
    ["interceptor", { guard: undefined, interceptor: "lekki", pipe: "lekki" }],
  ] as const)("see the tenant, with the adapter as %s", async (way, expected) => {
    const found: Record<string, unknown> = {};
    const app = await nestApp({ options: { tenantOf: () => "lekki" }, answer: () => Promise.resolve(requireTenant()) }, way, found);
    await app.listen(0, "127.0.0.1");
    const response = await fetch(`${await app.getUrl()}/who`);
    await app.close();
    expect(await response.text()).toBe("lekki");
    expect(found).toEqual(expected);
  });
});

/** Answers Node's request with what gives a Response for the web's, as Next.js does. */
function webListener(route: (request: Request) => Promise<Response>): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const body = incoming.method === "POST" ? await readText(incoming) : null;
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as [string, string]] : []));
    const request = new Request(`http://estate${incoming.url ?? ""}`, { method: incoming.method ?? "GET", headers, body });
    const response = await route(request).catch(() => new Response("failed", { status: 500 }));
    outgoing.writeHead(response.status);
    if (response.body === null) outgoing.end();
    else Readable.fromWeb(response.body as never).pipe(outgoing);
  };
}

function responseOf(answered: Answer): Response {
  return new Response(typeof answered === "string" ? answered : (Readable.toWeb(Readable.from(answered)) as ReadableStream));
}

adapterSpecs({
  name: "a route handler of Next.js",
  start({ options, answer }) {
    const GET = nextTenantRoute(
      { ...options, tenantOf: (request: Request) => options.tenantOf((name) => request.headers.get(name) ?? undefined) },
      async (request, context: { params: Promise<{ plot: string }> }) => {
        expect(await context.params).toEqual({ plot: "A1" });
        const { pathname, search } = new URL(request.url);
        return responseOf(await answer({ path: pathname + search, body: await request.text() }));
      },
    );
    return listen(webListener((request) => GET(request, { params: Promise.resolve({ plot: "A1" }) })));
  },
});

describe("a server action of Next.js", () => {
  const act = (tenant: string | undefined, work: (plot: string) => Promise<string>) => nextTenantAction({ tenantOf: () => Promise.resolve(tenant) }, work);

  it("runs in the tenant of the session, with its arguments", async () => {
    const reserve = (tenant: string) => act(tenant, async (plot) => Promise.resolve(`${plot} for ${requireTenant()}`))("A1");
    expect(await Promise.all([reserve("lekki"), reserve("ikoyi")])).toEqual(["A1 for lekki", "A1 for ikoyi"]);
  });

  it("is refused without one, and passes on what the action throws, such as a redirect", async () => {
    await expect(act(undefined, () => expect.unreachable())("A1")).rejects.toThrow(TenantRequiredError);
    const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/plots" });
    await expect(act("lekki", () => Promise.reject(redirect))("A1")).rejects.toBe(redirect);
  });
});

interface CallContext {
  readonly header: (name: string) => string | undefined;
}

function officeRouter({ options, answer }: Mounted) {
  const t = initTRPC.context<CallContext>().create();
  const procedure = t.procedure.use(trpcTenant({ ...options, tenantOf: ({ ctx }: { ctx: CallContext }) => options.tenantOf(ctx.header) }));
  const input = (value: unknown): { path: string; body: string } => value as never;
  return t.router({
    answer: procedure.input(input).query(({ input: exchange }) => answer(exchange)),
    plots: procedure.subscription(async function* () {
      for (const plot of ["A1", "A2"]) yield `${plot} of ${await Promise.resolve(requireTenant())}`;
    }),
  });
}

adapterSpecs({
  name: "tRPC",
  start(mounted) {
    const router = officeRouter(mounted);
    return listen(
      webListener(async (request) => {
        const caller = router.createCaller({ header: (name) => request.headers.get(name) ?? undefined });
        const { pathname, search } = new URL(request.url);
        try {
          return responseOf(await caller.answer({ path: pathname + search, body: await request.text() }));
        } catch (error) {
          return new Response("failed", { status: getHTTPStatusCodeFromError(getTRPCErrorFromUnknown(error)) });
        }
      }),
    );
  },
});

describe("subscriptions of tRPC", () => {
  it("make every item in their own tenant, whoever takes it", async () => {
    const router = officeRouter({ options: { tenantOf: (header) => header("x-company") }, answer: () => expect.unreachable() });
    const seen = await Promise.all(
      ["lekki", "ikoyi"].map(async (company) => {
        const plots: string[] = [];
        for await (const plot of await router.createCaller({ header: () => company }).plots()) plots.push(plot);
        return plots;
      }),
    );
    expect(seen).toEqual([["A1 of lekki", "A2 of lekki"], ["A1 of ikoyi", "A2 of ikoyi"]]);
    await expect(router.createCaller({ header: () => undefined }).plots()).rejects.toMatchObject({ name: "TRPCError", code: "FORBIDDEN" });
  });
});

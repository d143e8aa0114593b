import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { type Context, Hono } from "hono";
import Koa from "koa";
import { vi } from "vitest";
import { expressTenant, fastifyTenant, honoTenant, koaTenant } from "../../src/runtime/src/index.ts";
import { adapterSpecs, type Framework, mixedSpecs, type Mounted } from "./support/adapter-specs.ts";
import { closeHard, listen } from "./support/listen.ts";

// Hono prints what its handlers throw, and these are meant to.
vi.spyOn(console, "error").mockImplementation(() => undefined);

function expressApp({ options, answer }: Mounted): express.Express {
  const app = express();
  app.use(expressTenant({ ...options, tenantOf: (request: express.Request) => options.tenantOf((header) => request.get(header)) }));
  app.use(express.text({ limit: "1mb" }));
  app.use(async (request, response) => {
    const { url: path, body } = request as { url: string; body?: string };
    const answered = await answer({ path, body: body ?? "", onClose: (listener) => response.on("close", listener) });
    if (typeof answered === "string") response.send(answered);
    else Readable.from(answered).pipe(response);
  });
  // Express prints what fails to the console in any environment but this one.
  app.set("env", "test");
  return app;
}

function koaApp({ options, answer }: Mounted): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(koaTenant({ ...options, tenantOf: (context: Koa.Context) => options.tenantOf((header) => context.get(header) || undefined) }));
  app.use(async (context) => {
    const body = context.method === "POST" ? await readText(context.req) : "";
    const answered = await answer({ path: context.url, body, onClose: (listener) => context.res.on("close", listener) });
    context.body = typeof answered === "string" ? answered : Readable.from(answered);
  });
  return app;
}

function fastifyApp({ options, answer }: Mounted): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.addHook(
    "onRequest",
    fastifyTenant({ ...options, tenantOf: (request: FastifyRequest) => options.tenantOf((header) => request.headers[header] as string | undefined) }),
  );
  app.all("/*", async (request, reply) => {
    const answered = await answer({ path: request.url, body: (request.body as string | undefined) ?? "", onClose: (listener) => reply.raw.on("close", listener) });
    return reply.send(typeof answered === "string" ? answered : Readable.from(answered));
  });
  return app;
}

function honoApp({ options, answer }: Mounted): Hono {
  const app = new Hono();
  app.use(honoTenant({ ...options, tenantOf: (context: Context) => options.tenantOf((header) => context.req.header(header)) }));
  app.all("*", async (context) => {
    const url = new URL(context.req.url);
    const answered = await answer({ path: url.pathname + url.search, body: context.req.method === "POST" ? await context.req.text() : "" });
    return typeof answered === "string" ? context.text(answered) : new Response(Readable.toWeb(Readable.from(answered)) as ReadableStream);
  });
  return app;
}

adapterSpecs({ name: "Express", start: (mounted) => listen(expressApp(mounted)) });

adapterSpecs({ name: "Koa", start: (mounted) => listen(koaApp(mounted).callback()) });

const inFastify: Framework = {
  name: "Fastify",
  async start(mounted) {
    const app = fastifyApp(mounted);
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },
  inject(mounted) {
    const app = fastifyApp(mounted);
    return async (url, headers) => {
      const { statusCode, payload } = await app.inject({ url, headers });
      return { status: statusCode, text: payload };
    };
  },
};

const inHono: Framework = {
  name: "Hono",
  async start(mounted) {
    const server = serve({ fetch: honoApp(mounted).fetch, port: 0, hostname: "127.0.0.1" }) as Server;
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port, close: () => closeHard(server) };
  },
  inject(mounted) {
    const app = honoApp(mounted);
    return async (path, headers) => {
      const response = await app.request(path, { headers });
      return { status: response.status, text: await response.text() };
    };
  },
};

adapterSpecs(inFastify);
adapterSpecs(inHono);
mixedSpecs([inFastify, inHono]);

import { describe, expect, test } from "vitest";
import { entryAt, origins, outline } from "./entry.ts";

describe("express", () => {
  test.each([
    ["bare", "router.get('/plots/:id', async (req, res) => { HERE })", "express open"],
    ["signed in only", "router.get('/plots/:id', requireAuth, async (req, res) => { HERE })", "express signed in"],
    ["passport", "app.get('/plots', passport.authenticate('jwt'), (req, res) => { HERE })", "express signed in"],
    ["middleware that may authorise", "router.get('/plots/:id', requireAuth, requireCompany, (req, res, next) => { HERE })", "express vouched"],
    ["middleware in a list", "router.get('/plots/:id', [requireAuth, isOwner('plot')], (req, res) => { HERE })", "express vouched"],
    ["plumbing", "app.post('/plots', upload.single('plan'), validateBody(schema), (req, res) => { HERE })", "express open"],
    ["middleware that looks on", "router.post('/plots/:id/sale', auditPlotSold, logCompany(), (req, res) => { HERE })", "express open"],
    ["middleware that looks after audits", "router.get('/audits/:id', companyAudit, (req, res) => { HERE })", "express vouched"],
    ["unreadable middleware", "router.get('/plots/:id', ...before, (req, res) => { HERE })", "express vouched"],
    ["caught errors", "router.get('/plots/:id', asyncHandler(async (req, res) => { HERE }))", "express open"],
    ["wrapped by something else", "router.get('/plots/:id', ownPlot(async (req, res) => { HERE }))", "express vouched"],
    ["route chain", "router.route('/plots/:id').get(requireCompany, (req, res) => { HERE })", "express vouched"],
    ["used before", "router.use(requireAuth)\nrouter.use(requireCompany)\nrouter.get('/plots/:id', (req, res) => { HERE })", "express vouched"],
    ["used after", "router.get('/plots/:id', (req, res) => { HERE })\nrouter.use(requireCompany)", "express open"],
    ["used by another router", "admin.use(requireCompany)\nrouter.get('/plots/:id', (req, res) => { HERE })", "express open"],
    ["mounted routers are no middleware", "app.use('/estates', estateRoutes)\napp.get('/plots/:id', (req, res) => { HERE })", "express open"],
    ["inside a function", "export function plots(app) { app.use(requireCompany); app.get('/plots/:id', (req, res) => { HERE }) }", "express vouched"],
    ["by name", "async function list(req, res) { HERE }\nrouter.get('/plots', requireCompany, list)", "express vouched"],
    ["registered twice, once open", "function list(req, res) { HERE }\nrouter.get('/a', requireCompany, list)\nrouter.get('/b', list)", "express open"],
    ["path constant", "import express from 'express'\napp.get(paths.plots, (req, res) => { HERE })", "express open"],
    ["an HTTP client", "import express from 'express'\nclient.get('/plots', (error, body) => { HERE })", "none"],
    ["a map", "plots.get('key', (req) => { HERE })", "none"],
    ["typed controller", "import { Request, Response } from 'express'\nexport const list = async (req: Request, res: Response) => { HERE; res.json(1) }", "express vouched"],
    ["typed helper that passes its response on", "import { Request, Response } from 'express'\nexport const currentUser = async (req: Request, res: Response) => { HERE; return session(req, res) }", "express vouched where mounted"],
    ["typed by the variable", "import type { RequestHandler } from 'express'\nexport const list: RequestHandler = async (req, res) => { HERE; res.send() }", "express vouched"],
    ["typed method", "import { Request, Response } from 'express'\nclass Plots { async list(req: Request, res: Response) { HERE; res.send() } }", "express vouched"],
    ["typed method under a decorator of one's own", "import { Request, Response } from 'express'\nimport { caught } from './caught'\nclass Plots { @caught() static async list(req: Request, res: Response) { HERE; res.send() } }", "express vouched"],
    ["typed by more than one type", "import { Request, Response } from 'express'\nexport const list = async (req: Request & { user: User }, res: Response) => { HERE; res.json(1) }", "express vouched"],
    ["typed by two types of the project's own", "import { Response } from 'express'\nexport const list = async (req: SignedInRequest & ShopRequest, res: Response) => { HERE; res.json(1) }", "express vouched"],
    ["typed by more than a type of another kind", "import { Response } from 'express'\nexport const list = async (req: Plot & { user: User }, res: Response) => { HERE; res.json(1) }", "express vouched where mounted"],
    ["untyped controller", "const list = async (req, res) => { HERE; res.json(1) }\nmodule.exports = { list }", "express vouched where mounted"],
    ["untyped method", "class Plots { async list(req, res) { HERE; return res.status(200).send() } }\nmodule.exports = new Plots()", "express vouched where mounted"],
    ["untyped, and passes on", "exports.list = async (req, res, next) => { HERE; return success(res) }", "express vouched where mounted"],
    ["untyped, and passes on without an answer", "exports.load = async (req, res, next) => { HERE; req.plot = 1; next() }", "none"],
    ["untyped helper that passes its response on", "exports.currentUser = async (req, res) => { HERE; return session(req, res) }", "express vouched where mounted"],
    ["untyped by other names", "exports.list = async (source, target) => { HERE; target.json(1) }", "none"],
    ["untyped and kept to itself", "async function list(req, res) { HERE; res.json(1) }", "none"],
    ["untyped beside a rival", "import fastify from 'fastify'\nexport async function list(req, res) { HERE; res.json(1) }", "none"],
    ["typed by the project's own types", "import { ShopRequest, ShopResponse } from './types'\nexport class Plots { static async list(req: ShopRequest, res: ShopResponse) { HERE; return res.status(200).send([]) } }", "express vouched"],
    ["own types that answer in no such way", "import { PriceRequest, PriceResponse } from './types'\nexport function price(req: PriceRequest, res: PriceResponse) { HERE; res.total = 1 }", "express vouched where mounted"],
    ["typed helper", "import { Request, Response } from 'express'\nfunction load(req: Request, res: Response) { HERE; res.send() }", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("router.get('/plots/:id', (req, res) => { HERE })");
    const paths = ["0.params.id", "0.body.companyId", "0.query.q", "0.get(x-company)", "0.user.companyId", "0.company.id", "0.session.companyId", "1.locals.company.id", "1.status"];
    expect(origins(entry, paths)).toEqual(["request", "request", "request", "request", "identity", "identity", "identity", "identity", "server"]);
  });

  test("error handlers and parameter callbacks", () => {
    expect(origins(entryAt("app.use('/plots', (error, req, res, next) => { HERE })"), ["0", "1.body.id", "2.status"])).toEqual(["server", "request", "server"]);
    expect(origins(entryAt("router.param('id', (req, res, next, id) => { HERE })"), ["0.user.id", "3"])).toEqual(["identity", "request"]);
  });
});

describe("fastify", () => {
  test.each([
    ["shorthand", "fastify.get('/plots/:id', async (request, reply) => { HERE })", "fastify open"],
    ["options", "fastify.get('/plots/:id', { schema, preHandler: [requireCompany] }, async (request, reply) => { HERE })", "fastify vouched"],
    ["options, signed in", "fastify.get('/plots/:id', { onRequest: [app.authenticate] }, async (request, reply) => { HERE })", "fastify signed in"],
    ["route", "fastify.route({ method: 'GET', url: '/plots', preHandler: requireCompany, handler: async (request, reply) => { HERE } })", "fastify vouched"],
    ["route, open", "fastify.route({ method: 'GET', url: '/plots', handler: async (request, reply) => { HERE } })", "fastify open"],
    ["hooks of a route are no handlers", "fastify.route({ onSend: async (request, reply) => { HERE } })", "none"],
    ["plugin hook", "export async function plots(fastify) { fastify.addHook('preHandler', companyHook); fastify.get('/plots', async (request, reply) => { HERE }) }", "fastify vouched"],
    ["named as in express", "import Fastify from 'fastify'\napp.get('/plots', async (req, res) => { HERE })", "fastify open"],
    ["callbacks of other calls", "import Fastify from 'fastify'\nconst plot = await cache.get(key, async (id) => { HERE })", "none"],
    ["typed controller", "import type { FastifyReply, FastifyRequest } from 'fastify'\nexport async function list(request: FastifyRequest<{ Body: X }>, reply: FastifyReply) { HERE; return reply.send([]) }", "fastify vouched"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("fastify.get('/plots/:id', async (request, reply) => { HERE })");
    expect(origins(entry, ["0.params.id", "0.user.companyId", "0.raw.url", "1"])).toEqual(["request", "identity", "request", "server"]);
  });
});

describe("hono", () => {
  test.each([
    ["bare", "app.get('/plots/:id', async (c) => { HERE })", "hono open"],
    ["validator", "app.post('/plots', sValidator('json', schema), async (c) => { HERE })", "hono open"],
    ["middleware", "app.post('/plots', requireCompany, async (c) => { HERE })", "hono vouched"],
    ["chained", "const app = new Hono().use(requireCompany).get('/plots', (c) => { HERE })", "hono vouched"],
    ["openapi", "import { OpenAPIHono } from '@hono/zod-openapi'\napp.openapi(listPlots, async (c) => { HERE })", "hono open"],
    ["factory", "import { createFactory } from 'hono/factory'\nexport const list = factory.createHandlers(requireCompany, async (c) => { HERE })", "hono vouched"],
    ["typed", "import type { Context } from 'hono'\nexport const list = async (c: Context) => { HERE; return c.json([]) }", "hono vouched"],
    ["typed helper", "import type { Context } from 'hono'\nexport const company = (c: Context) => { HERE; return c.get('company') }", "none"],
    ["callbacks of other calls", "import { Hono } from 'hono'\nawait Promise.all(plots.map(async (plot) => { HERE }))", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("context", () => {
    const entry = entryAt("app.get('/plots/:id', async (c) => { HERE })");
    const paths = ["0.req.param(id)", "0.req.valid(json).companyId", "0.get(company).id", "0.var.company.id", "0.get(logger)", "0.var.db", "0.env.DB", "0.json()"];
    expect(origins(entry, paths)).toEqual(["request", "request", "identity", "identity", "server", "server", "server", "server"]);
  });
});

describe("koa and elysia", () => {
  test.each([
    ["koa", "router.get('/plots/:id', async (ctx) => { HERE })", "koa open"],
    ["koa middleware", "router.get('/plots/:id', requireCompany, async (ctx, next) => { HERE })", "koa vouched"],
    ["koa, destructured", "import Router from '@koa/router'\nrouter.get('/plots/:id', async ({ params, state }) => { HERE })", "koa open"],
    ["elysia", "import { Elysia } from 'elysia'\nnew Elysia().use(companyPlugin).get('/plots/:id', ({ params, company }) => { HERE })", "elysia vouched"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("koa's context", () => {
    const entry = entryAt("router.get('/plots/:id', async (ctx) => { HERE })");
    const paths = ["0.params.id", "0.request.body.companyId", "0.query.q", "0.get(x-company)", "0.input.body.id", "0.state.user.companyId", "0.body"];
    expect(origins(entry, paths)).toEqual(["request", "request", "request", "request", "request", "identity", "server"]);
  });

  test("elysia's context", () => {
    const entry = entryAt("import { Elysia } from 'elysia'\nnew Elysia().get('/plots/:id', ({ params, company }) => { HERE })");
    expect(origins(entry, ["0.params.id", "0.body.id", "0.company.id", "0.set"])).toEqual(["request", "request", "identity", "server"]);
  });
});

describe("socket.io", () => {
  const listen = (code: string): string => `import { Server, Socket } from 'socket.io'\n${code}`;
  test.each([
    ["event", listen("io.on('connection', (socket) => { socket.on('plots', async (data, ack) => { HERE }) })"), "socket-io open"],
    ["event of a constant's name", listen("io.on('connection', (socket) => { socket.on(EVENTS.plots, async (data) => { HERE }) })"), "socket-io open"],
    ["any event", listen("io.on('connection', (socket) => { socket.onAny((event, data) => { HERE }) })"), "socket-io open"],
    ["connection", listen("io.on('connection', (socket) => { HERE })"), "socket-io open"],
    ["connection of a namespace", "io.of('/plots').on('connection', (socket) => { HERE })", "socket-io open"],
    ["middleware", listen("io.use(async (socket, next) => { HERE })"), "socket-io open"],
    ["by name", listen("io.on('connection', (socket) => { socket.on('plots', list)\nasync function list(data) { HERE } })"), "socket-io open"],
    ["wrapped", listen("io.on('connection', (socket) => { socket.on('plots', ownPlot(async (data) => { HERE })) })"), "socket-io vouched"],
    ["behind what looks at each event", listen("io.on('connection', (socket) => { socket.use(check)\nsocket.on('plots', async (data) => { HERE }) })"), "socket-io vouched"],
    ["handed the socket, by its type", listen("export const register = (one: Socket) => { one.on('plots', async (data) => { HERE }) }"), "socket-io open"],
    ["handed the socket, by its name", "module.exports = (io, socket) => { socket.on('plots', async (data) => { HERE }) }", "socket-io open"],
    ["what the server says itself", listen("io.on('connection', (socket) => { socket.on('disconnect', async (reason) => { HERE }) })"), "none"],
    ["a client", "import { io } from 'socket.io-client'\nconst socket = io(url)\nsocket.on('plots', async (data) => { HERE })", "none"],
    ["a client that is handed on", "import type { Socket } from 'socket.io-client'\nexport function follow(socket: Socket) { socket.on('plots', async (data) => { HERE }) }", "none"],
    ["another kind of socket", "import net from 'node:net'\nnet.createServer((socket) => { socket.on('data', async (data) => { HERE }) })", "none"],
    ["sockets of another library", "import { WebSocketServer } from 'ws'\nio.on('connection', (socket) => { socket.on('message', async (data) => { HERE }) })", "none"],
    ["another emitter", listen("bus.on('plots', async (data) => { HERE })"), "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("what a socket carries", () => {
    const entry = entryAt("io.on('connection', (socket) => { HERE })");
    const paths = ["0.handshake.auth.token", "0.handshake.query.companyId", "0.request.headers.cookie", "0.request.session.companyId", "0.data.user.id", "0.user.id", "0.companyId", "0.id", "0.emit"];
    expect(origins(entry, paths)).toEqual(["request", "request", "request", "identity", "identity", "identity", "identity", "server", "server"]);
  });

  test("what an event brings", () => {
    const entry = entryAt("io.on('connection', (socket) => { socket.on('plots', async (companyId, filter, ack) => { HERE }) })");
    expect(origins(entry, ["0", "1.number", "2"])).toEqual(["request", "request", "server"]);
  });
});

describe("routes by file or name", () => {
  test.each([
    ["react router", "export async function loader({ request, params, context }) { HERE }", "app/routes/plots.$id.tsx", "react-router open"],
    ["react router, wrapped", "import { data } from 'react-router'\nexport const action = withCompany(async ({ request }) => { HERE })", "src/plots.tsx", "react-router vouched"],
    ["a loader of something else", "export async function loader(key) { HERE }", "src/plots.ts", "none"],
    ["sveltekit endpoint", "export async function GET({ params, locals }) { HERE }", "src/routes/plots/+server.ts", "sveltekit open"],
    ["sveltekit action", "export const actions = { default: async ({ request }) => { HERE } }", "src/routes/plots/+page.server.ts", "sveltekit open"],
    ["sveltekit load", "export const load: PageServerLoad = async ({ params }) => { HERE }", "src/routes/plots/+layout.server.ts", "sveltekit open"],
    ["astro", "import type { APIRoute } from 'astro'\nexport const GET: APIRoute = async ({ params }) => { HERE }", "src/pages/api/plots.ts", "astro open"],
    ["h3", "export default defineEventHandler(async (event) => { HERE })", "server/api/plots.ts", "h3 open"],
    ["lambda", "export const handler = async (event) => { HERE }", "src/plots.ts", "aws-lambda open"],
    ["lambda, wrapped", "import middy from '@middy/core'\nexport const handler = middy(async (event) => { HERE })", "src/plots.ts", "aws-lambda open"],
    ["lambda of a queue", "import type { SQSEvent } from 'aws-lambda'\nexport const handler = async (event: SQSEvent) => { HERE }", "src/plots.ts", "aws-lambda job"],
  ])("%s", (_, code, file, expected) => {
    expect(outline(entryAt(code, file))).toBe(expected);
  });

  test("what they bring", () => {
    const loader = entryAt("export async function loader({ request, params, context }) { HERE }", "app/routes/plots.tsx");
    expect(origins(loader, ["0.params.id", "0.request.formData()", "0.context.company.id"])).toEqual(["request", "request", "identity"]);
    const endpoint = entryAt("export async function GET({ params, locals }) { HERE }", "src/routes/plots/+server.ts");
    expect(origins(endpoint, ["0.params.id", "0.url.searchParams.get(id)", "0.locals.company.id"])).toEqual(["request", "request", "identity"]);
    const event = entryAt("export default defineEventHandler(async (event) => { HERE })");
    expect(origins(event, ["0.context.params.id", "0.context.company.id"])).toEqual(["request", "identity"]);
    const lambda = entryAt("export const handler = async (event) => { HERE }");
    expect(origins(lambda, ["0.body", "0.pathParameters.id", "0.requestContext.authorizer.claims.companyId"])).toEqual(["request", "request", "identity"]);
  });
});

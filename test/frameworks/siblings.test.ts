import { describe, expect, test } from "vitest";
import { entryAt, outline } from "./entry.ts";

const express = (other: string) => `router.get('/plots/:id', async (req, res) => { HERE })\n${other}`;
const nest = (other: string) => `import {} from '@nestjs/common'\nclass Plots { @Get(':id') find(@Param('id') id: string) { HERE }\n${other} }`;

describe("a user that another handler finds", () => {
  test.each([
    ["on the request", express("router.post('/plots', async (req, res) => save(req.user.companyId))"), "express signed in"],
    ["taken apart", express("router.post('/plots', async (req, res) => { const { company } = req })"), "express signed in"],
    ["of the response", express("router.post('/plots', async (req, res) => save(res.locals.user))"), "express signed in"],
    ["in a wrapped handler", express("router.post('/plots', asyncHandler(async (req, res) => save(req.user)))"), "express signed in"],
    ["in middleware written in place", "import express from 'express'\nrouter.use((req, res, next) => (req.user ? next() : next(denied)))\nrouter.get('/plots/:id', async (req, res) => { HERE })", "express signed in"],
    ["on another router", express("admin.post('/plots', async (req, res) => save(req.user.companyId))"), "express open"],
    ["signed in by middleware of its own", express("router.post('/plots', requireAuth, async (req, res) => save(req.user.companyId))"), "express open"],
    ["signed in by itself", express("router.post('/plots', async (req, res) => save(await getSession(req)))"), "express open"],
    ["chosen by the client", express("router.post('/plots', async (req, res) => save(req.body.user))"), "express open"],
    ["nobody in particular", express("router.post('/plots', async (req, res) => save(req.locale))"), "express open"],
    ["no other handler", express("plots.map((req) => req.user)"), "express open"],
    ["koa", "router.get('/a', async (ctx) => { HERE })\nrouter.get('/b', async (ctx) => list(ctx.state.company.id))", "koa signed in"],
    ["hono", "app.get('/a', async (c) => { HERE })\napp.get('/b', async (c) => list(c.get('company')))", "hono signed in"],
    ["elysia", "import { Elysia } from 'elysia'\nnew Elysia().get('/a', ({ params }) => { HERE }).get('/b', ({ user }) => list(user.companyId))", "elysia signed in"],
    ["fastify", "fastify.get('/a', async (request, reply) => { HERE })\nfastify.route({ method: 'GET', url: '/b', handler: async (request, reply) => list(request.user) })", "fastify signed in"],
    ["nest", nest("@Get() list(@CurrentUser() user: User) { return user }"), "nestjs signed in"],
    ["nest, on the request", nest("@Get() list(@Req() req) { return req.user.companyId }"), "nestjs signed in"],
    ["nest, behind a guard", nest("@UseGuards(AuthGuard('jwt')) @Get() list(@CurrentUser() user: User) { return user }"), "nestjs open"],
    ["nest, in a method that is no handler", nest("list(req) { return req.user.companyId }"), "nestjs open"],
    ["a route handler stands by itself", "export async function GET(request) { HERE }\nexport async function PUT(request) { return save(request.user) }", "next open"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code, "app/plots/route.ts"))).toBe(expected);
  });
});

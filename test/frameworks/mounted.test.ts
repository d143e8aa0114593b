import { describe, expect, test } from "vitest";
import { entryAt } from "./entry.ts";

describe("mounted", () => {
  test.each([
    ["express", "router.get('/plots/:id', async (req, res) => { HERE })"],
    ["typed express controller", "import { Request, Response } from 'express'\nexport const list = async (req: Request, res: Response) => { HERE; res.json(1) }"],
    ["fastify", "fastify.get('/plots', async (request, reply) => { HERE })"],
    ["koa", "router.get('/plots', async (ctx) => { HERE })"],
    ["hono", "app.get('/plots', async (c) => { HERE })"],
    ["elysia", "import { Elysia } from 'elysia'\nnew Elysia().get('/plots', ({ params }) => { HERE })"],
    ["nest", "import {} from '@nestjs/common'\nclass Plots { @Get() list() { HERE } }"],
    ["overnight", "import {} from '@overnightjs/core'\nclass Plots { @Get() list(req, res) { HERE } }"],
    ["routing-controllers", "import {} from 'routing-controllers'\nclass Plots { @Get() list() { HERE } }"],
    ["h3", "export default defineEventHandler(async (event) => { HERE })"],
    ["ts-rest", "import {} from '@ts-rest/express'\nexport const plots = s.router(contract, { list: async ({ query }) => { HERE } })"],
    ["lambda", "export const handler = async (event) => { HERE }"],
  ])("%s", (_, code) => {
    expect(entryAt(code)?.mounted).toBe(true);
  });

  test.each([
    ["route handler", "export async function GET(request, { params }) { HERE }", "app/plots/route.ts"],
    ["page", "export default async function Page({ params }) { HERE }", "app/plots/page.tsx"],
    ["pages API", "export default async function handler(req, res) { HERE }", "pages/api/plots.ts"],
    ["getServerSideProps", "export async function getServerSideProps({ params }) { HERE }", "pages/plots.tsx"],
    ["server action", "'use server'\nexport async function save(id) { HERE }", "src/actions.ts"],
    ["action client", "export const save = actionClient.schema(s).action(async ({ parsedInput }) => { HERE })", "src/actions.ts"],
    ["procedure", "const plots = router({ list: publicProcedure.query(({ input }) => { HERE }) })", "src/plots.ts"],
    ["loader", "export async function loader({ params }) { HERE }", "app/routes/plots.tsx"],
    ["sveltekit", "export const load = async ({ params }) => { HERE }", "src/routes/plots/+page.server.ts"],
    ["astro", "import {} from 'astro'\nexport const GET = async ({ params }) => { HERE }", "src/pages/api/plots.ts"],
    ["ts-rest in Next.js", "import {} from '@ts-rest/next'\nexport default createNextRoute(contract, { list: async ({ query }) => { HERE } })", "pages/api/plots.ts"],
    ["job", "import { Worker } from 'bullmq'\nnew Worker('plots', async (job) => { HERE })", "src/plots.ts"],
  ])("not %s", (_, code, file) => {
    expect(entryAt(code, file)?.mounted).toBe(false);
  });
});

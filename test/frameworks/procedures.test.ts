import { describe, expect, test } from "vitest";
import { entryAt, origins, outline } from "./entry.ts";

describe("trpc", () => {
  test.each([
    ["public", "export const plots = router({ byId: publicProcedure.input(s).query(({ input }) => { HERE }) })", "trpc open"],
    ["t.procedure", "const plots = t.router({ byId: t.procedure.query(({ input }) => { HERE }) })", "trpc open"],
    ["custom base", "const plots = router({ byId: companyProcedure.input(s).mutation(async ({ input, ctx }) => { HERE }) })", "trpc vouched"],
    ["middleware", "const plots = router({ byId: publicProcedure.use(requireCompany).query(({ input }) => { HERE }) })", "trpc vouched"],
    ["middleware written in place", "const plots = router({ byId: t.procedure.use(({ next }) => next()).query(({ input }) => { HERE }) })", "trpc vouched"],
    ["base called with options", "const x = companyProcedure('plots:read').query(({ input }) => { HERE })", "trpc vouched"],
    ["by name", "const byId = async ({ input, ctx }) => { HERE }\nconst plots = router({ byId: companyProcedure.query(byId) })", "trpc vouched"],
    ["a client's endpoint builder", "const api = builder.query({ query: (id) => { HERE } })", "none"],
    ["a database client", "const rows = await db.query((row) => { HERE })", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("const x = publicProcedure.query(async ({ input, ctx }) => { HERE })");
    const paths = ["0.input.id", "0.ctx.session.companyId", "0.ctx.req.headers", "0.ctx.prisma"];
    expect(origins(entry, paths)).toEqual(["request", "identity", "request", "server"]);
  });
});

describe("orpc and zsa", () => {
  test.each([
    ["orpc", "export const byId = companyProcedure.route(r).input(s).handler(async ({ input, context }) => { HERE })", "orpc vouched"],
    ["orpc, public", "export const byId = os.input(s).handler(({ input }) => { HERE })", "orpc open"],
    ["zsa", "export const save = createServerAction().input(s).handler(async ({ input }) => { HERE })", "zsa open"],
    ["zsa, custom", "import {} from 'zsa'\nexport const save = companyProcedure.createServerAction().input(s).handler(async ({ input, ctx }) => { HERE })", "zsa vouched"],
    ["some other handler", "queue.handler(async ({ input }) => { HERE })", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("export const byId = os.input(s).handler(({ input, context }) => { HERE })");
    expect(origins(entry, ["0.input.id", "0.context.company.id"])).toEqual(["request", "identity"]);
  });
});

describe("ts-rest", () => {
  const contract = (handler: string) => `import { initServer } from '@ts-rest/express'\nexport const plots = s.router(contract, { byId: ${handler} })`;

  test.each([
    ["bare", contract("async ({ params }) => { HERE }"), "ts-rest open"],
    ["signed in", contract("authenticated(async (args, user) => { HERE })"), "ts-rest signed in"],
    ["wrapped", contract("withCompany(async (args, company) => { HERE })"), "ts-rest vouched"],
    ["a router of something else", "export const plots = s.router(contract, { byId: async ({ params }) => { HERE } })", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters", () => {
    expect(origins(entryAt(contract("withCompany(async (args, company) => { HERE })")), ["0.params.id", "1.id"])).toEqual(["request", "identity"]);
    expect(origins(entryAt(contract("async ({ params }, { request }) => { HERE }")), ["0.body.id", "1.request.url"])).toEqual(["request", "request"]);
  });
});

describe("decorated controllers", () => {
  const nest = (body: string, onClass = "") => `import {} from '@nestjs/common'\n@Controller('plots') ${onClass}\nclass Plots { ${body} }`;

  test.each([
    ["bare", nest("@Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs open"],
    ["signed in", nest("@UseGuards(AuthGuard('jwt')) @Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs signed in"],
    ["signed in on the class", nest("@Get(':id') find(@Param('id') id: string) { HERE }", "@UseGuards(JwtAuthGuard)"), "nestjs signed in"],
    ["held back only", nest("@UseGuards(ThrottlerGuard) @Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs open"],
    ["guard of one's own", nest("@UseGuards(JwtAuthGuard, CompanyGuard) @Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs vouched"],
    ["decorator of one's own", nest("@RequirePermission('plots') @Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs vouched"],
    ["documentation", nest("@ApiBearerAuth() @Get(':id') find(@Param('id') id: string) { HERE }"), "nestjs open"],
    ["opened again", nest("@Public() @Get(':id') find(@Param('id') id: string) { HERE }", "@UseGuards(CompanyGuard)"), "nestjs open"],
    ["resolver", "import {} from '@nestjs/graphql'\n@Resolver() class Plots { @Query(() => Plot) plot(@Args('id') id: string) { HERE } }", "nestjs open"],
    ["job", "import {} from '@nestjs/schedule'\nclass Plots { @Cron('0 0 * * *') clean() { HERE } }", "nestjs job"],
    ["queue", "import {} from '@nestjs/bullmq'\n@Processor('plots') class Plots extends WorkerHost { async process(job) { HERE } }", "nestjs job"],
    ["a method without decorators", nest("find(id: string) { HERE }"), "none"],
    ["decorators of another library", "@Entity() class Plot { @Get() find(@Param() id) { HERE } }", "none"],
    ["overnight", "import {} from '@overnightjs/core'\n@Controller('plots') class Plots { @Get(':id') @Middleware([isAuthenticated]) find(req, res) { HERE } }", "overnightjs signed in"],
    ["routing-controllers", "import {} from 'routing-controllers'\n@JsonController() class Plots { @Authorized() @Get('/:id') find(@Param('id') id: string) { HERE } }", "routing-controllers signed in"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("parameters by decorator", () => {
    const code = nest("@Get(':id') find(@Param('id') id: string, @Body() { name }: Dto, @Req() req: Request, @CurrentUser() user: User, @Res() res, rest) { HERE }");
    const paths = ["0", "1.name", "2.query.q", "2.user.companyId", "3.companyId", "4.send", "5"];
    expect(origins(entryAt(code), paths)).toEqual(["request", "request", "request", "identity", "identity", "server", undefined]);
  });
});

describe("jobs", () => {
  test.each([
    ["bullmq", "import { Worker } from 'bullmq'\nnew Worker('plots', async (job) => { HERE })", "bullmq job"],
    ["bullmq, handed to a worker elsewhere", "import type { Job } from 'bullmq'\nexport async function cleanPlots(job: Job<Plots>) { HERE }", "bullmq job"],
    ["bull", "import Queue from 'bull'\nqueue.process(async (job) => { HERE })", "bullmq job"],
    ["a web worker", "new Worker('plots', async (job) => { HERE })", "none"],
    ["inngest", "export const clean = inngest.createFunction({ id: 'clean' }, { event: 'plot.sold' }, async ({ event }) => { HERE })", "inngest job"],
    ["trigger.dev", "import { task } from '@trigger.dev/sdk/v3'\nexport const clean = task({ id: 'clean', run: async (payload) => { HERE } })", "trigger-dev job"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("payloads come from the server", () => {
    expect(origins(entryAt("import { Worker } from 'bullmq'\nnew Worker('plots', async (job) => { HERE })"), ["0.data.companyId"])).toEqual(["server"]);
  });
});

import { describe, expect, test } from "vitest";
import { isOperatorRole } from "../../src/frameworks/parts/operators.ts";
import { entryAt, outline } from "./entry.ts";

const names = (text: string) => text.trim().split(/\s+/);
const route = (before: string, more = "") => `router.get('/plots', ${before}, async (req, res) => { HERE })\n${more}`;

describe("isOperatorRole", () => {
  test.each(names("SUPER_ADMIN superadmin SuperAdmin super-admin SITE_ADMIN PlatformAdmin SYSTEM_ADMIN GLOBAL_ADMIN ROOT_ADMIN INSTANCE_ADMIN STAFF_ADMIN INTERNAL_ADMIN SAAS_ADMIN MASTER_ADMIN ROLE_SUPER_ADMIN SUPERUSER SUPER_USER"))(
    "%s", (role) => expect(isOperatorRole(role)).toBe(true));
  test.each(names("ADMIN OWNER COMPANY_ADMIN WORKSPACE_ADMIN STAFF INTERNAL SYSTEM SUPER SUPER_COMPANY_ADMIN SUPPORT admin"))(
    "not %s", (role) => expect(isOperatorRole(role)).toBe(false));
});

describe("what lets in operators only", () => {
  test.each(names("requireAdmin isAdmin requireSuperAdmin isSuperAdmin() ensurePlatformAdmin adminOnly guards.superAdmin requireStaff verifyInternalToken systemOnly"))(
    "middleware %s", (before) => expect(outline(entryAt(route(before)))).toBe("express operators"));
  test.each(names("requireWorkspaceAdmin companyAdmin isTeamAdmin orgAdminOnly requireAdminOrOwner notAdmin projectAdmin catchInternalErrors systemLogger requireManager"))(
    "not middleware %s", (before) => expect(outline(entryAt(route(before)))).not.toBe("express operators"));

  test.each([
    ["a role", "requireRole('SUPER_ADMIN')", "express operators"],
    ["a member of an enum", "requireRole(Role.SuperAdmin)", "express operators"],
    ["a constant", "requireRole(SUPER_ADMIN)", "express operators"],
    ["a list of roles", "allow(['SUPER_ADMIN', 'PLATFORM_ADMIN'])", "express operators"],
    ["a tenant's role", "requireRole('ADMIN')", "express vouched"],
    ["a permission of theirs", "checkPermission('superadmin.view_all')", "express operators"],
    ["a permission of the platform's", "can('platform:tenants:read')", "express operators"],
    ["a permission of a tenant's admins", "checkPermission('admin.view_all')", "express vouched"],
    ["a permission beside theirs", "checkAnyPermission('superadmin.view_all', 'reports.view')", "express vouched"],
    ["one role of several", "requireRole('SUPER_ADMIN', 'OWNER')", "express vouched"],
    ["everybody else", "exceptRole('SUPER_ADMIN')", "express vouched"],
    ["an admin of something", "requireAdmin('company')", "express vouched"],
    ["a list of middleware", "[requireAuth, requireRole('SUPER_ADMIN')]", "express operators"],
  ])("%s", (_, before, expected) => {
    expect(outline(entryAt(route(before)))).toBe(expected);
  });

  test.each([
    ["wrapper of a route", "export const GET = withAdmin(async ({ params }) => { HERE })", "app/api/plots/route.ts", "next operators"],
    ["wrapper of a tenant's route", "export const GET = withCompanyAdmin(async ({ params }) => { HERE })", "app/api/plots/route.ts", "next vouched"],
    ["wrapper given a role", "export const GET = withRole('SUPER_ADMIN')(async ({ params }) => { HERE })", "app/api/plots/route.ts", "next operators"],
    ["procedure", "const plots = router({ list: adminProcedure.input(s).query(({ input }) => { HERE }) })", undefined, "trpc operators"],
    ["procedure of a tenant", "const plots = router({ list: orgAdminProcedure.input(s).query(({ input }) => { HERE }) })", undefined, "trpc vouched"],
    ["procedure given a role", "const plots = router({ list: roleProcedure('SUPER_ADMIN').query(({ input }) => { HERE }) })", undefined, "trpc operators"],
    ["a procedure's middleware", "const plots = router({ list: companyProcedure.use(isSuperAdmin).query(({ input }) => { HERE }) })", undefined, "trpc operators"],
    ["action client", "export const save = adminActionClient.schema(s).action(async ({ parsedInput }) => { HERE })", undefined, "next-safe-action operators"],
    ["hook", "fastify.route({ method: 'GET', url: '/plots', preHandler: [requireAuth, requireSuperAdmin], handler: async (request, reply) => { HERE } })", undefined, "fastify operators"],
    ["overnight", "import {} from '@overnightjs/core'\nclass Plots { @Get(':id') @Middleware([isSuperAdmin]) find(req, res) { HERE } }", undefined, "overnightjs operators"],
    ["routing-controllers", "import {} from 'routing-controllers'\nclass Plots { @Authorized('SUPER_ADMIN') @Get('/:id') find(@Param('id') id) { HERE } }", undefined, "routing-controllers operators"],
    ["routing-controllers, any role", "import {} from 'routing-controllers'\nclass Plots { @Authorized() @Get('/:id') find(@Param('id') id) { HERE } }", undefined, "routing-controllers signed in"],
  ])("%s", (_, code, file, expected) => {
    expect(outline(entryAt(code, file))).toBe(expected);
  });

  test.each([
    ["roles of the class", "@Roles('SUPER_ADMIN')", "", "nestjs operators"],
    ["roles of the method instead", "@Roles('SUPER_ADMIN')", "@Roles('MEMBER')", "nestjs vouched"],
    ["guards of the class add", "@UseGuards(SuperAdminGuard)", "@UseGuards(JwtAuthGuard)", "nestjs operators"],
    ["a decorator of one's own", "", "@SuperAdmin()", "nestjs operators"],
    ["a tenant's", "", "@CompanyAdmin()", "nestjs open"],
    ["opened again", "@UseGuards(SuperAdminGuard)", "@Public()", "nestjs open"],
  ])("nest: %s", (_, onClass, onMethod, expected) => {
    expect(outline(entryAt(`import {} from '@nestjs/common'\n@Controller() ${onClass} class Plots { ${onMethod} @Get() list() { HERE } }`))).toBe(expected);
  });

  test.each([
    ["middleware by name", route("requireAdmin", "router.get('/mine', (req, res) => list(req.user.companyId))"), "express vouched"],
    ["the client's choice of a tenant", route("requireAdmin", "router.get('/one', (req, res) => list(req.body.companyId))"), "express operators"],
    ["an admin above all", route("requireSuperAdmin", "router.get('/mine', (req, res) => list(req.user.companyId))"), "express operators"],
    ["a role above all", route("requireRole('SUPER_ADMIN')", "router.get('/mine', (req, res) => list(req.user.companyId))"), "express operators"],
    ["wrapper", "export const GET = withAdmin(async ({ workspace }) => { HERE; list(session.workspace.id) })", "next vouched"],
  ])("where the file reads the caller's own tenant: %s", (_, code, expected) => {
    expect(outline(entryAt(code, "app/api/plots/route.ts"))).toBe(expected);
  });
});

describe("middleware of a router", () => {
  const list = "router.get('/plots', (req, res) => { HERE })";

  test.each([
    ["for all routes", `router.use(requireRole('SUPER_ADMIN'))\n${list}`, "express operators"],
    ["after the route", `${list}\nrouter.use(requireRole('SUPER_ADMIN'))`, "express open"],
    ["below a path", `router.use('/plots', requireSuperAdmin)\n${list}`, "express operators"],
    ["below another path", `router.use('/admin', requireSuperAdmin)\n${list}`, "express open"],
    ["below a path with a parameter", `router.use('/:area', requireSuperAdmin)\n${list}`, "express operators"],
    ["below a path that only starts alike", `router.use('/plot', requireSuperAdmin)\n${list}`, "express open"],
    ["below any path", `router.use('*', requireSuperAdmin)\n${list}`, "express operators"],
    ["below a path nobody can read", `router.use(/admin/, requireSuperAdmin, requireCompany)\n${list}`, "express vouched"],
    ["where the router is mounted", `${list}\napp.use('/estates', requireAuth, router)`, "express signed in"],
    ["before it is mounted", `app.use(requireSuperAdmin)\n${list}\napp.use('/estates', router)`, "express operators"],
    ["mounted twice", `${list}\napp.use('/a', requireAuth, router)\napp.use('/b', router)`, "express open"],
    ["of another router", `app.use('/estates', requireAuth, estates)\n${list}`, "express open"],
    ["chained, below another path", "const app = new Hono().use('/admin/*', requireSuperAdmin).get('/plots', (c) => { HERE })", "hono open"],
    ["chained, below its path", "const app = new Hono().use('/plots/*', requireSuperAdmin).get('/plots/:id', (c) => { HERE })", "hono operators"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code))).toBe(expected);
  });

  test("registered twice, once for operators", () => {
    expect(outline(entryAt("function list(req, res) { HERE }\nrouter.get('/a', requireSuperAdmin, list)\nrouter.get('/b', requireAuth, list)"))).toBe("express signed in");
  });
});

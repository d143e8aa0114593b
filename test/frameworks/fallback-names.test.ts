import { describe, expect, test } from "vitest";
import { isGuardName, isIdentityGetter, isPropagator } from "../../src/frameworks/fallback-names.ts";

const names = (text: string) => text.trim().split(/\s+/);

describe("isIdentityGetter", () => {
  test.each(names(`
    auth getAuth requireAuth checkAuth authenticate getSession getServerSession getServerAuthSession requireSession validateSession
    verifySession getUserSession getSessionFromRequest getCurrentUser currentUser requireUser requireUserId getLoggedInUser
    getSignedInUser getAuthenticatedUser getSessionUser getAuthUser getCurrentUserOrThrow getUserFromRequest getUserIdFromToken
    getTenant getTenantId requireTenant requireCompany currentCompany getCurrentCompanyId getActiveOrganization getMyCompany
    getWorkspaceFromSession getCompanyIdFromToken verifyToken verifyJwt verifyAccessToken validateApiKey useSession
  `))("%s", (name) => expect(isIdentityGetter(name)).toBe(true));

  test.each(names(`
    getUser getUserById findUser createUser getCompany getCompanyBySlug getWorkspace getTeam getTeams getSessions createSession
    deleteSession getCheckoutSession getSessionStore getSessionOptions getAuthor getAuthors getTenants getTenantFromHeaders
    getCompanyFromRequest getWorkspaceFromSlug validateRequest validateUser verifyEmail checkUser getAuthUrl getToken
    userSession currentPage getActiveUsers getSessionSecret ensureUser assertUser listMembers
  `))("not %s", (name) => expect(isIdentityGetter(name)).toBe(false));
});

describe("isPropagator", () => {
  test.each(names(`
    parse safeParse parseAsync Number String parseInt decodeURIComponent structuredClone fromEntries stringify trim toString split
    toLowerCase parsePlotId parseWithZod parseBody normalizeSlug sanitizeInput decodeId toPlotId validateInputs validateBody
    validateQueryParams parseRequest decodeJwt
  `))("%s", (name) => expect(isPropagator(name)).toBe(true));

  test.each(names(`
    findUnique toggle total token validateCoupon validateSession validateApiKey validateAccess parseSession get create decode
    transform loadPlot normal
  `))("not %s", (name) => expect(isPropagator(name)).toBe(false));
});

describe("isGuardName", () => {
  test.each(names(`
    authorize authorizePlot authorise assertAccess assertMember assertCompany assertSameCompany assertUserCanAccess requireRole requirePermission
    requireCompanyAccess ensureOwner ensureMembership checkAccess checkPermissions checkOwnership verifyOwnership verifyMembership
    validateAccess validatePermissions guardAccess can cannot canEditPlot canViewEstate canAccess hasAccess hasPermission hasRole
    userHasAccess userCanEdit isOwner isTeamMember isAuthorized isReadPlotForbidden isAllowed throwIfNotMember throwIfNoAccess
    throwIfNoPermission enforcePolicy ownsPlot belongsToCompany isOwnedBy
  `))("%s", (name) => expect(isGuardName(name)).toBe(true));

  test.each(names(`
    validateInputs checkSchema validateRoleSchema validateBody verifyAccessToken checkAccessKey checkMemberLimit checkMemberEmail
    requireAuth requireUser requireSession ensureLoggedIn ensureCompany isAdmin getOwner getMembers createRole updateMember
    findMembership withPermission grantAccess revokeAccess requestAccess belongsTo belongsToMany canvas cancel candidate isActive
    hasMany check verify guard require has getAccess authorization checkStock throwError unauthorized assert ensureSlug
  `))("not %s", (name) => expect(isGuardName(name)).toBe(false));
});

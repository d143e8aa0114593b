import { Readable } from "node:stream";
import { nextTenantRoute } from "@ringfence/runtime/adapters";

// The tests run in this process and say by port what the server at it was started with.
const mounted = globalThis[Symbol.for("estate offices")];
const routes = new Map();

function routeAt(host) {
  const { options, answer } = mounted.get(host);
  return nextTenantRoute(
    { ...options, tenantOf: (request) => options.tenantOf((name) => request.headers.get(name) ?? undefined) },
    async (request, { params }) => {
      // Next.js writes "?late" as "?late=".
      const search = new URL(request.url).search.replace(/=$/, "");
      const answered = await answer({ path: `/${(await params).path.join("/")}${search}`, body: await request.text() });
      return new Response(typeof answered === "string" ? answered : Readable.toWeb(Readable.from(answered)));
    },
  );
}

function handle(request, context) {
  const host = request.headers.get("host");
  if (!routes.has(host)) routes.set(host, routeAt(host));
  return routes.get(host)(request, context);
}

export { handle as GET, handle as POST };

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { companies, idsOf, seedScript, superAdmin } from "./seed.mjs";

const password = "open the gate";

/** Starts the built application in `app` on loopback with a fresh database, and signs everybody in. */
export async function startEstate(app) {
  const load = (file) => import(pathToFileURL(join(app, "dist", file)).href);
  const [{ createApp }, { database, migrate }, { hashPassword }] = await Promise.all([
    load("app.js"),
    load("db.js"),
    load("lib/password.js"),
  ]);
  await migrate();
  const script = await seedScript(database, await hashPassword(password));
  const reset = () => database.exec(script);
  await reset();

  const server = createApp().listen(0, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const visitor = visitorOf(`http://127.0.0.1:${server.address().port}`);

  const signIn = async (email) => visitor.with(await login(visitor, email));
  return {
    visitor,
    superAdmin: await signIn(superAdmin.email),
    parties: await Promise.all(
      companies.map(async (company) => {
        const ids = idsOf(company);
        return { ...company, ids, send: (await signIn(ids.adminEmail)).send };
      }),
    ),
    database,
    reset,
    async stop() {
      server.close();
      server.closeAllConnections();
      await database.close();
    },
  };
}

/** Someone with a browser: sends requests with the cookie it holds, if any. */
function visitorOf(origin, cookie) {
  return {
    async send({ method, path, body }) {
      const response = await fetch(origin + path, {
        method,
        headers: { ...(cookie && { cookie }), ...(body && { "content-type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text(), cookie: response.headers.get("set-cookie") };
    },
    with: (other) => visitorOf(origin, other),
  };
}

async function login(visitor, email) {
  const answer = await visitor.send({ method: "POST", path: "/api/auth/login", body: { email, password } });
  if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.status} ${answer.text}`);
  return answer.cookie.split(";")[0];
}

import { backOffice, endpoints } from "./endpoints.mjs";
import { withdrawn } from "./seed.mjs";
import { changesBetween, readState } from "./state.mjs";

/**
 * Tries every endpoint as both companies, with their own ids and with the other's, and without signing in.
 * `leaks` says what crossed the line, `broken` what a company can no longer do with its own rows.
 */
export async function probeLeaks(estate) {
  const results = [];
  const [first, second] = estate.parties;
  const house = { ...estate, untouched: await readState(estate.database) };
  for (const endpoint of endpoints) {
    const result = { endpoint: endpoint.name, kind: endpoint.kind, leaks: new Set(), broken: new Set() };
    for (const [self, other] of [[first, second], [second, first]]) {
      await tryOwn(house, endpoint, self, other, result);
      await tryForeign(house, endpoint, self, other, result);
    }
    await tryAnonymous(house, endpoint, first, result);
    results.push({ ...result, leaks: [...result.leaks], broken: [...result.broken] });
  }
  return [...results, await tryBackOffice(estate)];
}

async function tryOwn(house, endpoint, self, other, { leaks, broken }) {
  // A dashboard another company looked at must not be in the way.
  if (endpoint.kind === "cache") await self.send({ method: "POST", path: "/api/dashboard/refresh" });
  const { answer, changes } = await send(house, self, endpoint.request(self.ids, self.ids));
  for (const leak of crossings(answer, changes, other)) leaks.add(leak);
  for (const { what, json, table } of changes) {
    if (what === "created" && JSON.parse(json).company_id === null) leaks.add(`created a row without a company in ${table}`);
  }
  if (answer.status >= 300) broken.add(`own request answered ${answer.status}`);
  if (endpoint.shows && !mentions(answer.text, self.mark)) broken.add("own rows are missing");
  if (mentions(answer.text, withdrawn)) broken.add("shows rows that were deleted");
  if (endpoint.keeps && !marked(changes, endpoint.keeps(self.ids))) broken.add("the deleted row was not kept");
}

async function tryForeign(house, endpoint, self, other, { leaks }) {
  const request = endpoint.request(other.ids, self.ids);
  if (endpoint.kind === "cache") {
    await other.send({ method: "POST", path: "/api/dashboard/refresh" });
    await other.send(request);
  } else if (JSON.stringify(request) === JSON.stringify(endpoint.request(self.ids, self.ids))) {
    return;
  }
  const { answer, changes } = await send(house, self, request);
  for (const leak of crossings(answer, changes, other)) leaks.add(leak);
}

async function tryAnonymous(house, endpoint, other, { leaks }) {
  const { answer, changes } = await send(house, house.visitor, endpoint.request(other.ids, other.ids));
  if (crossings(answer, changes, other).length > 0) leaks.add("open to visitors who did not sign in");
}

/** Super-admins see both companies, and companies see nothing here. */
async function tryBackOffice({ superAdmin, parties }) {
  const leaks = new Set();
  const broken = new Set();
  for (const request of backOffice) {
    const { text } = await superAdmin.send(request);
    if (!parties.every(({ mark }) => mentions(text, mark))) broken.add(`super-admin misses a company in ${request.path}`);
    for (const { send } of parties) {
      if ((await send(request)).status < 400) leaks.add(`${request.path} is open to companies`);
    }
  }
  return { endpoint: "GET /api/admin/*", kind: "list", leaks: [...leaks], broken: [...broken] };
}

/** Sends one request and tells what it did to the database, which is put back as it was. */
async function send({ database, reset, untouched }, sender, request) {
  const answer = await sender.send(request);
  const changes = request.method === "GET" ? [] : changesBetween(untouched, await readState(database));
  if (changes.length > 0) await reset();
  return { answer, changes };
}

function crossings(answer, changes, victim) {
  const found = [];
  if (answer.status < 300 && mentions(answer.text, victim.mark)) found.push("shows rows of the other company");
  for (const { what, json, table } of changes) {
    if (!mentions(json, victim.mark)) continue;
    found.push(what === "created" ? `ties a new row in ${table} to the other company` : `${what} a row of the other company in ${table}`);
  }
  return found;
}

function marked(changes, [table, id]) {
  return changes.some(({ what, key, now }) => what === "changed" && key === `${table} ${id}` && now.deleted_at !== null);
}

function mentions(text, mark) {
  return text.toLowerCase().includes(mark);
}

const roles = ["MARKETER", "CLIENT"];

/**
 * Makes queries that are asked at about the same time run side by side, as a server on a network would. PGlite lives in
 * this process and answers before the next request is even read, so without this nothing could ever race.
 */
export function letQueriesRace(database, quietMilliseconds = 30) {
  const query = database.query.bind(database);
  let waiting = [];
  const timer = setTimeout(() => {
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  }, quietMilliseconds);
  database.query = async (...args) => {
    await new Promise((resolve) => {
      waiting.push(resolve);
      timer.refresh();
    });
    return query(...args);
  };
}

/** Registers 200 people at once, half of them in each company, and looks at the UIDs they got and those that were there. */
export async function raceRegistrations(estate, count = 200) {
  await estate.reset();
  const before = await uidsOf(estate.database);
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const party = estate.parties[i % 2];
      const role = roles[(i >> 1) % 2];
      const body = { name: `Person ${i}`, email: `person${i}@race.example`, role };
      return { party, role, answer: await party.send({ method: "POST", path: "/api/team", body }) };
    }),
  );
  const failed = answers.filter(({ answer }) => answer.status !== 201).length;
  const rows = await uidsOf(estate.database);
  // The numbers go on after those of the people who were there before, who count as well.
  const groups = estate.parties.flatMap(({ name, ids }) =>
    roles.map((role) => {
      const own = rows.filter((row) => row.company_id === ids.company && row.role === role);
      const given = own.filter((row) => row.fresh).map(({ uid }) => uid);
      return { company: name, role, ...runOf(own.map(({ uid }) => numberOf(uid))), given };
    }),
  );
  const fresh = rows.filter((row) => row.fresh).map(({ uid }) => uid);
  const old = new Set(rows.filter((row) => !row.fresh).map(({ uid }) => uid));
  const distinct = new Set(fresh.filter((uid) => !old.has(uid))).size;
  const kept = before.every(({ id, uid }) => rows.some((row) => row.id === id && row.uid === uid));
  return {
    registrations: count,
    failed,
    distinct,
    groups,
    sample: fresh[0] ?? null,
    kept,
    ok: failed === 0 && kept && distinct === count && groups.every((group) => group.ok),
  };
}

async function uidsOf(database) {
  const { rows } = await database.query(
    "SELECT id, uid, role, company_id, email LIKE '%@race.example' AS fresh FROM users WHERE uid IS NOT NULL ORDER BY uid",
  );
  return rows;
}

/** The request that is numbered, and the column whose rows have numbers of one series. */
const series = {
  quotes: (ids) => ["/api/quotes", { clientId: ids.client, plotId: ids.plot, lines: [] }, "company_id", ids.company],
  documents: (ids) => ["/api/documents", { title: "Deed", content: "-", clientId: ids.client }, "company_id", ids.company],
  plots: (ids) => [`/api/estates/${ids.estate}/plots`, { size: 500, price: 8_000 }, "estate_id", ids.estate],
};

/** The numbers of 20 quotes, documents and plots that each company writes at once. */
export async function raceNumbers(estate, count = 20) {
  await estate.reset();
  const results = [];
  for (const [name, request] of Object.entries(series)) {
    results.push(...(await Promise.all(estate.parties.map((party) => raceSeries(estate.database, party, name, request, count)))));
  }
  return results;
}

/** New numbers have to go on after those of the rows that were there before, deleted ones included. */
async function raceSeries(database, { name: company, ids, send }, name, request, count) {
  const [path, body, column, owner] = request(ids);
  const { rows: before } = await database.query(`SELECT number FROM ${name} WHERE ${column} = $1`, [owner]);
  const answers = await Promise.all(Array.from({ length: count }, () => send({ method: "POST", path, body })));
  const created = answers.filter(({ status }) => status === 201);
  const numbers = [...before.map(({ number }) => number), ...created.map(({ text }) => JSON.parse(text).number)];
  return { company, series: name, failed: count - created.length, ...runOf(numbers) };
}

/** Whether numbers are a run without holes or repetitions. */
function runOf(numbers) {
  const distinct = new Set(numbers).size;
  const duplicates = numbers.length - distinct;
  const gaps = numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers) + 1 - distinct;
  return { count: numbers.length, duplicates, gaps, ok: numbers.length > 0 && duplicates === 0 && gaps === 0 };
}

function numberOf(uid) {
  return Number(/\d+$/.exec(uid ?? "")?.[0] ?? Number.NaN);
}

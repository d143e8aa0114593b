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

/** Registers 200 people at once, half of them in each company, and looks at the UIDs they got. */
export async function raceRegistrations(estate, count = 200) {
  await estate.reset();
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const party = estate.parties[i % 2];
      const role = roles[(i >> 1) % 2];
      const body = { name: `Person ${i}`, email: `person${i}@race.example`, role };
      return { party, role, answer: await party.send({ method: "POST", path: "/api/team", body }) };
    }),
  );
  const failed = answers.filter(({ answer }) => answer.status !== 201).length;
  const { rows } = await estate.database.query(
    "SELECT uid, role, company_id, email LIKE '%@race.example' AS fresh FROM users WHERE uid IS NOT NULL ORDER BY uid",
  );
  // The numbers go on after those of the people who were there before, who count as well.
  const groups = estate.parties.flatMap(({ name, ids }) =>
    roles.map((role) => {
      const own = rows.filter((row) => row.company_id === ids.company && row.role === role);
      return { company: name, role, ...runOf(own.map(({ uid }) => numberOf(uid))) };
    }),
  );
  const fresh = rows.filter((row) => row.fresh).map(({ uid }) => uid);
  const old = new Set(rows.filter((row) => !row.fresh).map(({ uid }) => uid));
  const distinct = new Set(fresh.filter((uid) => !old.has(uid))).size;
  return {
    registrations: count,
    failed,
    distinct,
    groups,
    sample: fresh[0] ?? null,
    ok: failed === 0 && distinct === count && groups.every((group) => group.ok),
  };
}

const series = {
  quotes: (ids) => ["/api/quotes", { clientId: ids.client, plotId: ids.plot, lines: [] }],
  documents: (ids) => ["/api/documents", { title: "Deed", content: "-", clientId: ids.client }],
  plots: (ids) => [`/api/estates/${ids.estate}/plots`, { size: 500, price: 8_000 }],
};

/** The numbers of 20 quotes, documents and plots that each company writes at once. */
export async function raceNumbers(estate, count = 20) {
  await estate.reset();
  const results = [];
  for (const [name, request] of Object.entries(series)) {
    results.push(...(await Promise.all(estate.parties.map((party) => raceSeries(party, name, request, count)))));
  }
  return results;
}

async function raceSeries({ name: company, ids, send }, name, request, count) {
  const [path, body] = request(ids);
  const answers = await Promise.all(Array.from({ length: count }, () => send({ method: "POST", path, body })));
  const created = answers.filter(({ status }) => status === 201);
  return { company, series: name, failed: count - created.length, ...runOf(created.map(({ text }) => JSON.parse(text).number)) };
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

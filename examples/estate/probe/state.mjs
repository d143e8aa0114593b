/** All rows by table and id, as JSON text without the time they were made. */
export async function readState(database) {
  const { rows: tables } = await database.query(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'",
  );
  const { rows } = await database.query(
    tables
      .map(({ name }) => `SELECT '${name}' AS "table", id::text AS id, (to_jsonb(t) - 'created_at')::text AS json FROM "${name}" t`)
      .join(" UNION ALL "),
  );
  return new Map(rows.map(({ table, id, json }) => [`${table} ${id}`, { table, json }]));
}

/** What happened between two states, one entry for each row. */
export function changesBetween(before, after) {
  const changes = [];
  for (const [key, { table, json }] of before) {
    const now = after.get(key);
    if (!now) changes.push({ what: "deleted", key, table, json });
    else if (now.json !== json) changes.push({ what: "changed", key, table, json, now: JSON.parse(now.json) });
  }
  for (const [key, { table, json }] of after) {
    if (!before.has(key)) changes.push({ what: "created", key, table, json });
  }
  return changes;
}

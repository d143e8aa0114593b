import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AllocationConflictError, createSequences, type Sequences } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, poolOn, postgresMissing, startServer, type TestDatabase } from "./support/databases.ts";
import { raceSpecs } from "./support/race-specs.ts";

const versions: string[] = [];
afterAll(() => announce("sequences-races.test.ts", versions));

async function open(connections: number): Promise<TestDatabase> {
  const server = await startServer();
  versions.push(server.version);
  const pool = poolOn(server, connections);
  return {
    ...pool,
    async close() {
      await pool.close();
      await server.stop();
    },
  };
}

raceSpecs({ name: "PostgreSQL", missing: postgresMissing, open, isConflict: (error) => (error as { code?: string }).code === "40001" });

describe.skipIf(postgresMissing)("isolation levels of PostgreSQL", () => {
  let db: TestDatabase;
  let sequences: Sequences;

  beforeAll(async () => {
    db = await open(4);
    sequences = createSequences({ executor: db.executor, dialect: "postgres" });
    await sequences.createTable();
    return () => db.close();
  }, BOOT_TIMEOUT);

  it.each(["repeatable read", "serializable"])("reports a serialization failure under %s as retryable", async (level) => {
    const key = { tenant: level, name: "invoice" };
    await sequences.next(key);
    const late = db.transaction(async (tx) => {
      await tx.query(`set transaction isolation level ${level}`, []);
      await tx.query("select 1", []);
      await sequences.next(key);
      return sequences.allocate(tx, key);
    });
    await expect(late).rejects.toMatchObject({ name: "AllocationConflictError", reason: "serialization" });
    await expect(late).rejects.toThrow(AllocationConflictError);
    expect(await sequences.next(key)).toBe(3);
  });
});

import { describe, expect, it } from "vitest";
import { AllocationConflictError, createSequences, type SqlExecutor } from "../../src/runtime/src/index.ts";

type Answer = (count: number) => number | Error;

/** A counter that answers when told to, and remembers how many numbers each statement took. */
function fakeCounter(answer: Answer) {
  const counts: number[] = [];
  const pending: (() => void)[] = [];
  const executor: SqlExecutor = {
    query: (_sql, params) =>
      new Promise((resolve, reject) => {
        const count = Number(params[2]);
        counts.push(count);
        pending.push(() => {
          const result = answer(count);
          if (result instanceof Error) reject(result);
          else resolve({ rows: [{ last: String(result) }] });
        });
      }),
  };
  const release = async () => {
    pending.shift()?.();
    // Lets the answered callers and the next statement run, which waits a turn for them.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { executor, counts, release };
}

const counting = (): Answer => {
  let last = 0;
  return (count) => (last += count);
};
const key = { tenant: "lekki", name: "plot" };
const failed = (code: string) => Object.assign(new Error(`failed with ${code}`), { code });

describe("coalescing in next()", () => {
  it("serves all who wait for one key with one statement, first come first served", async () => {
    const counter = fakeCounter(counting());
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    const numbers = Promise.all(Array.from({ length: 32 }, () => sequences.next(key)));
    await counter.release();
    await counter.release();
    expect(await numbers).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
    expect(counter.counts).toEqual([1, 31]);
  });

  it("lets a lone caller that asks again at once ask at once", async () => {
    const sequences = createSequences({ executor: { query: () => Promise.resolve({ rows: [{ last: "1" }] }) }, dialect: "postgres" });
    let turns = 0;
    const count = (): void => void setImmediate(() => (turns += 1));
    for (let time = 0; time < 20; time += 1) {
      count();
      await sequences.next(key);
    }
    expect(turns).toBe(0);
  });

  it("takes the numbers of the key that was asked for, whatever becomes of the object", async () => {
    const asked: unknown[][] = [];
    const executor: SqlExecutor = { query: (_sql, params) => (asked.push(params), Promise.resolve({ rows: [{ last: String(asked.length) }] })) };
    const sequences = createSequences({ executor, dialect: "postgres" });
    const reused = { tenant: "lekki", name: "plot" };
    const numbers = [sequences.next(reused), sequences.next(reused), sequences.reserve(reused, 1)];
    const block = sequences.block(reused, 5);
    reused.tenant = "ikoyi";
    await Promise.all(numbers);
    await block.next();
    expect(asked).toEqual([["lekki", "plot", "1"], ["lekki", "plot", "2"], ["lekki", "plot", "5"]]);
  });

  it("lets callers that ask again at once share every statement", async () => {
    const counter = fakeCounter(counting());
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    const asking = Promise.all(
      Array.from({ length: 32 }, async () => {
        for (let time = 0; time < 4; time += 1) await sequences.next(key);
      }),
    );
    for (let time = 0; time < 5; time += 1) await counter.release();
    await asking;
    expect(counter.counts).toEqual([1, 32, 32, 32, 31]);
  });

  it("sends a lone caller's statement at once", () => {
    const counter = fakeCounter(counting());
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    void sequences.next(key);
    expect(counter.counts).toEqual([1]);
  });

  it("keeps different keys in different statements", () => {
    const counter = fakeCounter(counting());
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    void sequences.next({ tenant: "a", name: "b:c" });
    void sequences.next({ tenant: "a:b", name: "c" });
    void sequences.next({ tenant: "1:a", name: "b" });
    expect(counter.counts).toEqual([1, 1, 1]);
  });

  it("rejects exactly the callers whose statement failed", async () => {
    let statements = 0;
    const last = counting();
    const counter = fakeCounter((count) => (++statements === 2 ? failed("08006") : last(count)));
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    const first = sequences.next(key);
    const unlucky = Promise.allSettled([sequences.next(key), sequences.next(key)]);
    await counter.release();
    const late = sequences.next(key);
    await counter.release();
    await counter.release();
    expect(await first).toBe(1);
    expect((await unlucky).map((result) => result.status)).toEqual(["rejected", "rejected"]);
    expect(await late).toBe(2);
    expect(counter.counts).toEqual([1, 2, 1]);
  });

  it("goes on after an idle time", async () => {
    const counter = fakeCounter(counting());
    const sequences = createSequences({ executor: counter.executor, dialect: "postgres" });
    for (const expected of [1, 2]) {
      const number = sequences.next(key);
      await counter.release();
      expect(await number).toBe(expected);
    }
  });

  it("tries again after a deadlock or a serialization failure, five times in all", async () => {
    for (const code of ["40P01", "40001", "P2034"]) {
      let statements = 0;
      const lucky = fakeCounter(() => (++statements < 5 ? failed(code) : 9));
      const number = createSequences({ executor: lucky.executor, dialect: "postgres" }).next(key);
      for (let turn = 0; turn < 5; turn += 1) await lucky.release();
      expect(await number).toBe(9);
      const unlucky = fakeCounter(() => failed(code));
      const none = expect(createSequences({ executor: unlucky.executor, dialect: "postgres" }).next(key)).rejects.toThrow(AllocationConflictError);
      for (let turn = 0; turn < 5; turn += 1) await unlucky.release();
      await none;
      expect(unlucky.counts).toHaveLength(5);
    }
  });

  it("never tries again after a lock timeout or an unknown outcome", async () => {
    for (const code of ["55P03", "08006", "57014"]) {
      const counter = fakeCounter(() => failed(code));
      const outcome = expect(createSequences({ executor: counter.executor, dialect: "postgres" }).next(key)).rejects.toThrow();
      await counter.release();
      await outcome;
      expect(counter.counts).toHaveLength(1);
    }
  });

  it("finds the server's code in errors that drivers and ORMs wrapped", async () => {
    const wrapped = [
      Object.assign(new Error("query failed"), { cause: failed("40001") }),
      Object.assign(new Error("raw query failed"), { code: "P2010", meta: { driverAdapterError: { cause: { originalCode: "40001" } } } }),
      Object.assign(new Error("query failed"), { driverError: failed("40001") }),
      Object.assign(new Error("database error"), { parent: failed("40001") }),
    ];
    for (const error of wrapped) {
      const tx: SqlExecutor = { query: () => Promise.reject(error) };
      const sequences = createSequences({ executor: fakeCounter(counting()).executor, dialect: "postgres" });
      const failure = await sequences.allocate(tx, key).catch((caught: unknown) => caught);
      expect(failure).toMatchObject({ name: "AllocationConflictError", reason: "serialization", retryable: true, cause: error });
    }
  });

  it("says so when the executor gives back no rows by column name", async () => {
    for (const rows of [[["5"]], [{ last: 5 }], [5]]) {
      const sequences = createSequences({ executor: { query: () => Promise.resolve({ rows }) }, dialect: "postgres" });
      await expect(sequences.next(key)).rejects.toThrow('rows as objects with a text column "last"');
    }
  });
});

// What each way has to reach, as a multiple of another one with the same number of callers in the same round.

/** @typedef {{ way: string, over: string, least: Readonly<Record<number, number>> }} Goal */

const DJANGO = "the Django way";

/** @type {Readonly<Record<"loopback" | "delayed", readonly Goal[]>>} */
export const GOALS = {
  loopback: [
    { way: "next()", over: DJANGO, least: { 1: 1.5, 8: 1.5, 32: 1.5 } },
    { way: "next(), coalesced", over: DJANGO, least: { 8: 8, 32: 50 } },
    { way: "next(), coalesced", over: "nextval", least: { 8: 0.3, 32: 2 } },
    { way: "next(), coalesced", over: "update … returning", least: { 1: 0.85 } },
    { way: "one statement with insert", over: `${DJANGO} + insert`, least: { 1: 1.5, 8: 1.5, 32: 1.5 } },
    { way: "allocate() + insert", over: `${DJANGO} + insert`, least: { 1: 1.1, 8: 1.1, 32: 0.9 } },
    { way: "block(100)", over: DJANGO, least: { 1: 75, 8: 75, 32: 75 } },
    { way: "block(100)", over: "nextval", least: { 1: 4, 8: 4, 32: 4 } },
    { way: "next(), 1000 keys", over: `${DJANGO}, 1000 keys`, least: { 1: 1.6, 8: 1.6, 32: 1.6 } },
  ],
  delayed: [
    { way: "next()", over: DJANGO, least: { 1: 3, 8: 10, 32: 10 } },
    { way: "next(), coalesced", over: DJANGO, least: { 8: 10, 32: 40 } },
    { way: "next(), coalesced", over: "nextval", least: { 8: 0.8, 32: 0.8 } },
    { way: "one statement with insert", over: `${DJANGO} + insert`, least: { 1: 3, 8: 8, 32: 8 } },
    { way: "allocate() + insert", over: `${DJANGO} + insert`, least: { 1: 1.1, 8: 1.1, 32: 1.1 } },
  ],
};

import { describe, expect, it } from "vitest";
import { WorkBoard } from "../../src/cli/work-board.ts";

const plots = ["oak", "ash", "elm"];

describe("WorkBoard", () => {
  it("gives each task to one thread", () => {
    const board = new WorkBoard(plots, 2);
    const here = board.take(0);
    const there = new WorkBoard(plots, board.memory).take(1);
    expect([here.next().value, there.next().value, here.next().value]).toEqual([[0, "oak"], [1, "ash"], [2, "elm"]]);
    expect([here.next().done, there.next().done]).toEqual([true, true]);
    expect(board.taken).toBe(3);
  });

  it("keeps neighbours together, fewer at a time towards the end", () => {
    const board = new WorkBoard(Array.from({ length: 24 }, (_, index) => index), 2);
    const here = board.take(0);
    const there = new WorkBoard(Array.from({ length: 24 }, (_, index) => index), board.memory).take(1);
    const begun = Array.from({ length: 4 }, () => [here.next(), there.next()].flatMap(({ value, done }) => (done ? [] : [value])));
    expect(begun).toEqual([[[0, 0], [4, 4]], [[1, 1], [5, 5]], [[2, 2], [6, 6]], [[3, 3], [7, 7]]]);
    expect([...here, ...there].map(([index]) => index).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 8));
    expect(board.taken).toBe(24);
  });

  it("knows who has begun and what each is at", () => {
    const board = new WorkBoard(plots, 3);
    const there = new WorkBoard(plots, board.memory).take(2);
    expect(board.hasJoined(2)).toBe(false);
    there.next();
    expect([board.hasJoined(1), board.hasJoined(2)]).toEqual([false, true]);
    expect([board.at(0), board.at(1), board.at(2)]).toEqual([undefined, undefined, "oak"]);
    there.next();
    expect(board.at(2)).toBe("ash");
    there.next();
    there.next();
    expect([board.hasJoined(2), board.at(2)]).toEqual([true, undefined]);
  });
});

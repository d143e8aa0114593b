import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/analysis/interpret/facts.ts";
import { joinStates } from "../../src/analysis/interpret/join-states.ts";
import { State } from "../../src/analysis/interpret/state.ts";
import { reference } from "../../src/analysis/make-value.ts";
import type { Root } from "../../src/analysis/value.ts";

const plot: Root = { kind: "global", id: "global plot", name: "plot" };
const lesson: readonly Fact[] = [{ kind: "present", value: reference(plot, []) }];

describe("learnOnce", () => {
  it("teaches once on a path and its forks", () => {
    const state = new State();
    let taught = 0;
    const teach = (): readonly Fact[] => {
      taught += 1;
      return lesson;
    };
    state.learnOnce(plot, teach);
    state.fork().learnOnce(plot, teach);
    expect(taught).toBe(1);
  });

  it("teaches again behind branches of which one had not learned it", () => {
    const one = new State();
    const other = one.fork();
    one.learnOnce(plot, () => lesson);
    const joined = joinStates(one, other);
    expect(joined.isPresent(reference(plot, []))).toBe(false);
    joined.learnOnce(plot, () => lesson);
    expect(joined.isPresent(reference(plot, []))).toBe(true);
  });

  it("does not let a fork's lesson count where the fork began", () => {
    const state = new State();
    state.fork().learnOnce(plot, () => lesson);
    state.learnOnce(plot, () => lesson);
    expect(state.isPresent(reference(plot, []))).toBe(true);
  });
});

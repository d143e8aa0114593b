import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { repository } from "../support/repository.ts";
import { workspaceOf } from "../support/workspace.ts";
import { checked, exampleOf, finding, goodTools, leakyCheck, leakyReport, migrationText, outcome, tightCheck, tightReport, type DemoTools, type Outcome, type ProbeReport } from "./demo-tools.ts";

interface Demo {
  readonly runDemo: (place: { readonly root: string; readonly path: string }, tools: DemoTools, write: (text: string) => void) => Promise<boolean>;
}

const folder = join(repository, "examples/estate");

test("the demo is done when every step did what it must, and leaves nothing behind", async () => {
  const { isDone, text, copy } = await demo({});
  expect(text).toContain("All 8 steps did what they must");
  expect(isDone).toBe(true);
  expect(existsSync(copy())).toBe(false);
});

describe("the demo fails in", () => {
  const cases: readonly (readonly [step: number, why: string, message: string, broken: Partial<Sabotage>])[] = [
    [0, "build of the example", "does not compile", { build: (before) => (before ? fails("The example does not compile.") : undefined) }],
    [1, "probe: it ended badly", "The probe ended", { before: () => fails("The probe ended with 2.") }],
    [1, "probe: no leak to show", "Nothing leaks before", { before: () => ({ ...leakyReport, summary: { ...leakyReport.summary, leaking: 0 } }) }],
    [1, "probe: no duplicate to show", "No number is given out twice", { before: () => ({ ...leakyReport, registrations: tightReport.registrations }) }],
    [1, "probe: a broken example", "does not work for 1 requests", { before: () => ({ ...leakyReport, summary: { ...leakyReport.summary, broken: 1 } }) }],

    [2, "check: nothing found", "Nothing was found in the example", { check: (args) => checked(tightCheck, args) }],
    [2, "check: a silent rule", "Nothing was found by no-handmade-uid", { check: (args) => checked({ ...leakyCheck, findings: leakyCheck.findings.slice(0, -1) }, args) }],
    [2, "check: it ended badly", "ringfence check ended with 2: wrong usage", { check: () => outcome(2, "", "wrong usage") }],

    [3, "migrate: it ended badly", "ringfence migrate ended with 2", { migrate: () => outcome(2, "", "not clean") }],
    [3, "migrate: an idle codemod", "uids edited nothing", { migrate: (good) => ({ ...good, stdout: good.stdout.replace(/^.* uids .*\n/m, "") }) }],
    [3, "migrate: a reason that is missing", "1 places were left alone, but 0 are named", { migrate: (good) => ({ ...good, stdout: good.stdout.replace(/^ {6}.*\n/m, "") }) }],
    [3, "migrate: no tables for the runtime", "No migration for the runtime's tables", { migrate: () => outcome(0, migrationText) }],

    [4, "the work by hand: the patch does not fit", "git apply failed", { migrate: (good, copy) => (writeFileSync(join(copy, "src/session.ts"), "rewritten\n"), good) }],
    [4, "the work by hand: a place is forgotten", "not finished by hand: src/db.ts:7", { migrate: (good) => ({ ...good, stdout: good.stdout.replace("src/routes/public.ts:10", "src/db.ts:7") }) }],

    [5, "the second check: a finding", "no-nullable-tenant found it", { checkAgain: (args) => checked({ ...tightCheck, findings: [finding("no-nullable-tenant")] }, args) }],
    [5, "the second check: nothing looked at", "No access was looked at", { checkAgain: (args) => checked({ ...tightCheck, counts: { ...tightCheck.counts, accesses: 0 } }, args) }],
    [5, "the second check: it ended badly", "ringfence check ended with 2", { checkAgain: () => outcome(2) }],
    [5, "verifying: something is left", "Left to do: 1 edit", { verify: () => outcome(1, "Left to do: 1 edit in 1 file") }],

    [6, "compiling", "error TS2322", { build: (before) => (before ? undefined : fails("src/db.ts(1,1): error TS2322")) }],

    [7, "the second probe: a leak", "GET /plots leaks: shows rows of the other company", { after: () => ({ ...tightReport, endpoints: leakyReport.endpoints }) }],
    [7, "the second probe: something broken", "GET /plots is broken: own rows are missing", { after: () => ({ ...tightReport, endpoints: [{ endpoint: "GET /plots", leaks: [], broken: ["own rows are missing"] }] }) }],
    [7, "the second probe: duplicate UIDs", "gave only 199 different UIDs", { after: () => registered({ distinct: 199 }) }],
    [7, "the second probe: a gap in UIDs", "Lagos Property, marketer: 0 duplicates, 1 gaps", { after: () => registered({ groups: tightReport.registrations.groups.map((group) => ({ ...group, gaps: 1, ok: false })) }) }],
    [7, "the second probe: duplicate numbers", "Lagos Property, quotes: 3 duplicates, 0 gaps", { after: () => ({ ...tightReport, numbers: tightReport.numbers.map((one) => ({ ...one, duplicates: 3, ok: false })) }) }],
    [7, "the second probe: too few registrations", "Only 199 people were registered", { after: () => registered({ registrations: 199, distinct: 199 }) }],
    [7, "the second probe: failed registrations", "2 registrations failed", { after: () => registered({ failed: 2 }) }],
    [7, "the second probe: old UIDs rewritten", "UIDs that were there before have changed", { after: () => registered({ kept: false }) }],
    [7, "the second probe: old spelling", "LPLMKT003 is not written as", { after: () => registered({ groups: given("LPLMKT003", "LEPL-MKT003") }) }],
    [7, "the second probe: one prefix for two companies", "Lekki Prime and Lagos Property share the prefix LPL", { after: () => registered({ groups: given("LPL-MKT003", "LPL-MKT004") }) }],
    [7, "the second probe: its own verdict", "The probe is not content", { after: () => ({ ...tightReport, summary: { ...tightReport.summary, ok: false } }) }],

    [8, "undo: it ended badly", "ringfence undo ended with 2: Changed since", { undo: () => outcome(2, "", "Changed since") }],
    [8, "undo: one byte differs", "src/db.ts differs", { undo: (good, copy) => (appendFileSync(join(copy, "src/db.ts"), " "), good) }],
    [8, "undo: a file stays behind", "src/ringfence.ts was not there", { undo: (good, copy) => (writeFileSync(join(copy, "src/ringfence.ts"), ""), good) }],
  ];

  test.each(cases)("step %i, %s", async (step, _why, message, broken) => {
    const { isDone, text, copy } = await demo(broken);
    expect(text).toContain(message);
    expect(isDone).toBe(false);
    const begun = [...text.matchAll(/^(\d) {2}\S/gm)].map(([, number]) => Number(number));
    expect(Math.max(0, ...begun)).toBe(step);
    if (step > 0) expect(existsSync(copy())).toBe(false);
  });

  test("a machine where Ringfence cannot be built, with exit code 1", () => {
    const root = workspaceOf({});
    for (const part of ["demo", "demo.mjs", "probe"]) cpSync(join(folder, part), join(root, "examples/estate", part), { recursive: true });
    const { status, stdout } = spawnSync(process.execPath, [join(root, "examples/estate/demo.mjs")], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining("✗") as string });
  });

  test("no demo at all: CI runs it", () => {
    expect(readFileSync(join(repository, ".ci/run"), "utf8")).toContain('"npm run demo"');
    expect(JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))).toMatchObject({ scripts: { demo: "node examples/estate/demo.mjs" } });
  });
});

/** What each call of a tool gives instead of what it would. */
interface Sabotage {
  readonly build: (isBefore: boolean) => undefined;
  readonly before: () => ProbeReport;
  readonly after: () => ProbeReport;
  readonly check: (args: readonly string[]) => Outcome;
  readonly checkAgain: (args: readonly string[]) => Outcome;
  readonly migrate: (good: Outcome, copy: string) => Outcome;
  readonly verify: () => Outcome;
  readonly undo: (good: Outcome, copy: string) => Outcome;
}

async function demo(broken: Partial<Sabotage>): Promise<{ isDone: boolean; text: string; copy: () => string }> {
  const place = exampleOf();
  const example = join(place.root, place.path);
  const good = goodTools(example);
  let copy = "";
  const tools: DemoTools = {
    ...good,
    async build(target) {
      broken.build?.(target === example);
      await good.build(target);
    },
    async probe(target) {
      return (target === example ? broken.before : broken.after)?.() ?? good.probe(target);
    },
    async ringfence(target, verb = "", ...args) {
      if (verb === "check") return (args.includes(place.path) ? broken.check : broken.checkAgain)?.(args) ?? good.ringfence(target, verb, ...args);
      if (verb === "migrate" && !args.includes("--write")) return broken.verify?.() ?? good.ringfence(target, verb, ...args);
      copy = target;
      // A migration that writes nothing is what these stand for, so the good one must not run.
      if (verb === "migrate" && broken.migrate?.length === 0) return broken.migrate(outcome(0), target);
      const answer = await good.ringfence(target, verb, ...args);
      return (verb === "migrate" ? broken.migrate : broken.undo)?.(answer, target) ?? answer;
    },
  };
  const lines: string[] = [];
  const { runDemo } = (await import(pathToFileURL(join(folder, "demo/run.mjs")).href)) as Demo;
  const isDone = await runDemo(place, tools, (text) => lines.push(text));
  return { isDone, text: lines.join("\n"), copy: () => copy };
}

function fails(message: string): never {
  throw new Error(message);
}

function registered(change: Partial<ProbeReport["registrations"]>): ProbeReport {
  return { ...tightReport, registrations: { ...tightReport.registrations, ...change } };
}

function given(...uids: readonly string[]): ProbeReport["registrations"]["groups"] {
  return tightReport.registrations.groups.map((group, index) => ({ ...group, given: [uids[index] ?? ""] }));
}

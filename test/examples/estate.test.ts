import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { leaks, type Leak } from "./estate-leaks.ts";

interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly model: string | null;
  readonly message: string;
}

const root = new URL("../../", import.meta.url);
const bin = fileURLToPath(new URL("dist/bin.js", root));
const rules = new Set(leaks.map(({ rule }) => rule));

describe("ringfence check on examples/estate", () => {
  let recommended: readonly Finding[];
  let strict: readonly Finding[];
  beforeAll(() => {
    recommended = check();
    strict = check("--strict");
  });

  const ruled = leaks.filter(({ rule }) => rule !== undefined);

  test.each(ruled.filter(({ shown }) => shown === "recommended"))("finds $file $at: $kind ($model, $rule)", (leak) => {
    expect(recommended.filter((finding) => matches(leak, finding))).not.toEqual([]);
  });

  test.each(ruled.filter(({ shown }) => shown === "strict"))("finds under strict $file $at: $kind ($model, $rule)", (leak) => {
    expect(strict.filter((finding) => matches(leak, finding))).not.toEqual([]);
  });

  test("keeps quiet about everything else", () => {
    const alarms = recommended.filter((finding) => !ruled.some((leak) => matches(leak, finding)));
    expect(alarms.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`)).toEqual([]);
  });

  test("every planted leak is still in the example", () => {
    for (const leak of leaks) expect(linesOf(leak), `${leak.file} ${leak.at}`).toBeDefined();
  });
});

/** What the built command reports with the rules that the table covers. */
function check(...options: string[]): Finding[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, "check", "examples/estate", "--no-cache", "--format", "json", ...options], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 1) throw new Error(`ringfence check ended with ${String(status)}: ${stderr}`);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return findings.filter(({ rule }) => rules.has(rule));
}

function matches(leak: Leak, finding: Finding): boolean {
  const lines = linesOf(leak);
  return (
    leak.rule === finding.rule &&
    leak.file === finding.file &&
    (leak.model === undefined || leak.model === finding.model) &&
    lines !== undefined &&
    lines.first <= finding.line &&
    finding.line <= lines.last
  );
}

/** First and last line of the route or function a leak was planted in: it ends where the next line starts with `}`. */
function linesOf({ file, at }: Leak): { first: number; last: number } | undefined {
  const lines = readFileSync(new URL(file, root), "utf8").split("\n");
  const first = lines.findIndex((line) => line.includes(at));
  if (first < 0) return undefined;
  const length = lines.slice(first).findIndex((line) => line.startsWith("}"));
  return { first: first + 1, last: first + length + 1 };
}

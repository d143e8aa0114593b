import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { repository } from "../support/repository.ts";
import { seenByCheck, seenByEslint, seenByOxlint, type Preset, type Seen } from "./hosts.ts";

/** All fixtures as one project; under `test/` they would count as tests, which are a system context. */
let root: string;

beforeAll(() => {
  ensureBuilt();
  root = realpathSync(mkdtempSync(join(tmpdir(), "ringfence-hosts-")));
  cpSync(join(repository, "test/fixtures"), root, { recursive: true });
  writeFileSync(join(root, "ringfence.json"), "{}");
  asWindowsWrites(join(root, "prisma/positions-in-every-host/app/api/clients/route.ts"));
}, 300_000);

/** Git would not keep these line ends in a fixture. */
function asWindowsWrites(file: string): void {
  writeFileSync(file, `\uFEFF${readFileSync(file, "utf8").replaceAll("\n", "\r\n")}`);
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each<Preset>(["recommended", "strict"])("every host says the same: %s", (preset) => {
  let check: Seen[];

  beforeAll(async () => {
    check = await seenByCheck(root, preset);
  }, 300_000);

  it("finds something of both severities", () => {
    expect(new Set(check.map(({ severity }) => severity))).toEqual(new Set(["error", "warning"]));
  });

  it("ESLint 10", { timeout: 300_000 }, async () => {
    expect(await seenByEslint("eslint", root, preset)).toEqual(check);
  });

  it("ESLint 9", { timeout: 300_000 }, async () => {
    expect(await seenByEslint("eslint-v9", root, preset)).toEqual(check);
  });

  it("oxlint", { timeout: 300_000 }, async () => {
    expect(await seenByOxlint(root, preset)).toEqual(check);
  });
});

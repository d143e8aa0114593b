import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../support/repository.ts";
import { workspaceOf } from "../support/workspace.ts";

/** What `examples/estate/demo/run.mjs` does its work with. */
export interface DemoTools {
  readonly prepare: () => Promise<void>;
  readonly build: (folder: string) => Promise<void>;
  readonly probe: (folder: string) => Promise<ProbeReport>;
  readonly ringfence: (folder: string, ...args: string[]) => Promise<Outcome>;
}

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Run {
  readonly company: string;
  readonly count: number;
  readonly duplicates: number;
  readonly gaps: number;
  readonly ok: boolean;
}

export interface ProbeReport {
  readonly summary: { readonly ok: boolean; readonly endpoints: number; readonly leaking: number; readonly broken: number; readonly failed: number; readonly duplicates: number; readonly gaps: number };
  readonly endpoints: readonly { readonly endpoint: string; readonly leaks: readonly string[]; readonly broken: readonly string[] }[];
  readonly registrations: { readonly registrations: number; readonly distinct: number; readonly failed: number; readonly kept: boolean; readonly ok: boolean; readonly groups: readonly (Run & { readonly role: string; readonly given: readonly string[] })[] };
  readonly numbers: readonly (Run & { readonly series: string; readonly failed: number })[];
}

const path = "examples/estate";

/** What the tools below and the patch by hand touch. */
const parts = ["prisma", "src/app.ts", "src/db.ts", "src/session.ts", "src/routes/public.ts", "src/services/users.ts"];

/** A folder with that much of the example's application in it, as `runDemo` takes it. */
export function exampleOf(): { readonly root: string; readonly path: string } {
  const root = workspaceOf({});
  for (const part of parts) cpSync(join(repository, path, part), join(root, path, part), { recursive: true });
  return { root, path };
}

/** Tools that do at once what the real ones would: the example leaks, the copy does not once it was migrated. */
export function goodTools(example: string): DemoTools {
  return {
    prepare: () => Promise.resolve(),
    build: () => Promise.resolve(),
    probe: (folder) => Promise.resolve(folder === example ? leakyReport : tightReport),
    ringfence: (folder, verb = "", ...args) => Promise.resolve(answer(folder, verb, args)),
  };
}

function answer(folder: string, verb: string, args: readonly string[]): Outcome {
  if (verb === "check") return args.includes(path) ? checked(leakyCheck, args) : checked(tightCheck, args);
  if (verb === "migrate") return args.includes("--write") ? migrated(folder) : outcome(0, "Nothing is left to do.\n");
  if (verb === "undo") return undone(folder);
  throw new Error(`Nobody expects ${verb}.`);
}

export function outcome(status: number, stdout = "", stderr = ""): Outcome {
  return { status, stdout, stderr };
}

const rules = ["require-tenant-filter", "require-tenant-on-create", "require-tenant-cache-key", "no-nullable-tenant", "no-untrusted-tenant", "no-max-plus-one", "no-handmade-uid"];
const counts = { accesses: 9, scoped: 9, derived: 0, checked: 0, exempt: 0 };

export function finding(rule: string): object {
  return { rule, file: `${path}/src/db.ts`, line: 1, fingerprint: rule, message: `${rule} found it.` };
}

export const leakyCheck = { tenancy: { root: "Company", keys: ["companyId"], source: "inferred" }, models: [], findings: rules.map(finding), counts };
export const tightCheck = { ...leakyCheck, findings: [] as object[] };

export function checked(report: typeof tightCheck, args: readonly string[]): Outcome {
  const status = report.findings.length > 0 ? 1 : 0;
  return outcome(status, args.includes("json") ? JSON.stringify(report) : "as text\n");
}

const migration = "prisma/migrations/20990101000000_ringfence/migration.sql";

export const migrationText = `src/db.ts:1  tenant-filter  filter
src/db.ts:1  tenant-on-create  set
src/db.ts:1  cache-keys  wrap
src/db.ts:1  sequences  take
src/db.ts:1  uids  take

Left alone
  src/routes/public.ts:10  tenant-filter
      The company may be undefined.

Wrote 5 edits in 1 file, 1 place left alone.
`;

function migrated(folder: string): Outcome {
  appendFileSync(join(folder, "src/db.ts"), "// migrated\n");
  mkdirSync(dirname(join(folder, migration)));
  writeFileSync(join(folder, migration), "select 1;\n");
  return outcome(0, migrationText);
}

function undone(folder: string): Outcome {
  cpSync(join(repository, path, "src/db.ts"), join(folder, "src/db.ts"));
  rmSync(dirname(join(folder, migration)), { recursive: true });
  return outcome(0, "Took back 2 files.\n");
}

const run = { company: "Lagos Property", count: 100, duplicates: 0, gaps: 0, ok: true };
const other = { ...run, company: "Lekki Prime" };

export const tightReport: ProbeReport = {
  summary: { ok: true, endpoints: 2, leaking: 0, broken: 0, failed: 0, duplicates: 0, gaps: 0 },
  endpoints: [{ endpoint: "GET /plots", leaks: [], broken: [] }],
  registrations: { registrations: 200, distinct: 200, failed: 0, kept: true, ok: true, groups: [{ ...run, role: "MARKETER", given: ["LPL-MKT003"] }, { ...other, role: "MARKETER", given: ["LEPL-MKT003"] }] },
  numbers: [{ ...run, series: "quotes", failed: 0 }],
};

export const leakyReport: ProbeReport = {
  summary: { ok: false, endpoints: 2, leaking: 1, broken: 0, failed: 0, duplicates: 198, gaps: 0 },
  endpoints: [{ endpoint: "GET /plots", leaks: ["shows rows of the other company"], broken: [] }],
  registrations: { ...tightReport.registrations, distinct: 2, ok: false },
  numbers: tightReport.numbers,
};

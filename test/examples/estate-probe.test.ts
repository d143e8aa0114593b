import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface ProbeReport {
  readonly summary: { readonly ok: boolean; readonly broken: number; readonly failed: number };
  readonly endpoints: readonly { readonly endpoint: string; readonly leaks: readonly string[]; readonly broken: readonly string[] }[];
  readonly registrations: { readonly registrations: number; readonly distinct: number };
  readonly numbers: readonly { readonly series: string; readonly duplicates: number }[];
}

test("the example works for each company, leaks where it was planted, and gives numbers out twice", { timeout: 180_000 }, () => {
  const { endpoints, registrations, numbers, summary } = probe();

  expect(endpoints.filter(({ broken }) => broken.length > 0)).toEqual([]);
  expect(summary).toMatchObject({ ok: false, broken: 0, failed: 0 });
  expect(endpoints.filter(({ leaks }) => leaks.length > 0).map(({ endpoint }) => endpoint)).toMatchInlineSnapshot(`
    [
      "GET /api/estates",
      "GET /api/estates/available",
      "POST /api/estates",
      "PATCH /api/estates/:id",
      "DELETE /api/estates/:id",
      "GET /api/estates/:id/plots",
      "GET /api/plots/:id",
      "POST /api/plots/:id/allocate",
      "POST /api/plots/:id/allocate (plot)",
      "POST /api/plots/:id/allocate (client)",
      "DELETE /api/allocations/:id",
      "GET /api/clients/search",
      "GET /api/clients/:id",
      "POST /api/clients",
      "POST /api/clients/import",
      "GET /api/team",
      "POST /api/team/invite",
      "PATCH /api/team/:id",
      "GET /api/messages/:id",
      "POST /api/messages",
      "GET /api/assignments",
      "POST /api/assignments (client)",
      "POST /api/assignments (marketer)",
      "GET /api/calls",
      "POST /api/calls",
      "PATCH /api/calls/:id",
      "GET /api/quotes",
      "PATCH /api/quotes/:id/status",
      "GET /api/documents?clientId",
      "GET /api/documents/:id/download",
      "POST /api/documents",
      "GET /api/files/:id",
      "POST /api/files/delete",
      "PATCH /api/notifications/:id",
      "GET /api/dashboard",
    ]
  `);
  expect(registrations.distinct).toBeLessThan(registrations.registrations);
  expect(numbers.filter(({ duplicates }) => duplicates === 0)).toEqual([]);
});

function probe(): ProbeReport {
  const script = fileURLToPath(new URL("../../examples/estate/probe.mjs", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, "--json"], { encoding: "utf8" });
  if (status !== 1) throw new Error(`The probe ended with ${String(status)}: ${stderr}`);
  return JSON.parse(stdout) as ProbeReport;
}

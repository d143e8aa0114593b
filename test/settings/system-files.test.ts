import { describe, expect, it } from "vitest";
import { defaultSystemGlobs } from "../../src/settings/defaults.ts";
import { systemFiles } from "../../src/settings/system-files.ts";

describe("by default", () => {
  const isSystem = systemFiles("/estate", defaultSystemGlobs);

  it.each([
    "scripts/renumber.ts", "apps/web/scripts/renumber.ts", "prisma/seed.ts", "prisma/seed/plots.ts", "packages/db/seed-plots.ts", "prisma/migrations/1/data.ts",
    "app/api/cron/remind/route.ts", "app/(admin)/firms/page.tsx", "src/jobs/remind.ts", "apps/worker/src/index.ts", "src/plots/plots.service.spec.ts", "src/plots.test.ts",
    "e2e/login.ts", "apps/shop-e2e/login.ts", "src/__tests__/plots.ts", "src/Plot.stories.tsx", "bench/plots.ts", "src/queues/mail.processor.ts", "tools/release.ts", ".storybook/main.ts",
  ])("%s runs without a tenant", (file) => {
    expect(isSystem(file)).toBeDefined();
  });

  it.each([
    "app/api/plots/route.ts", "src/plots/plots.service.ts", "app/api/webhooks/route.ts", "src/tools/list-plots.ts", "src/tasks/create.ts", "app/jobs/[id]/page.tsx", "app/api/jobs/route.ts",
    "src/administration.ts", "src/seedlings/plant.ts", "src/latest.ts", "src/contest/enter.ts",
  ])("%s serves tenants", (file) => {
    expect(isSystem(file)).toBeUndefined();
  });
});

it("sees paths from the root, not above it", () => {
  expect(systemFiles("/home/scripts/estate", defaultSystemGlobs)("/home/scripts/estate/src/plots.ts")).toBeUndefined();
  expect(systemFiles("/home/scripts/estate", defaultSystemGlobs)("/home/scripts/estate/scripts/plots.ts")).toBe("other");
});

it("lets the last glob that matches decide", () => {
  const isSystem = systemFiles("/estate", ["**/admin/**", "!src/admin/**", "src/admin/sweep.ts"]);
  expect(["ops/admin/a.ts", "src/admin/a.ts", "src/admin/sweep.ts"].map(isSystem)).toEqual(["other", undefined, "other"]);
});

it("tells what runs from a queue, unless a later glob takes the file over", () => {
  expect(["src/jobs/remind.ts", "scripts/remind.ts"].map(systemFiles("/estate", defaultSystemGlobs))).toEqual(["queue", "other"]);
  expect(systemFiles("/estate", [...defaultSystemGlobs, "src/**"])("src/jobs/remind.ts")).toBe("other");
});

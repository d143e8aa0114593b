import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import pc from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli.ts";
import { openSurveyor } from "../../src/cli/open-surveyor.ts";
import { surveyInThreads, takeShare, type HelperData, type Share } from "../../src/cli/survey-threads.ts";
import type { Surveyor } from "../../src/cli/survey.ts";
import { WorkBoard } from "../../src/cli/work-board.ts";
import type { Project } from "../../src/project.ts";
import { SettingsError } from "../../src/settings/settings-error.ts";
import { ensureBuilt } from "../support/built.ts";
import { repository } from "../support/repository.ts";
import { plotsSchema as schema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

beforeAll(ensureBuilt, 120_000);

const built = (path: string) => pathToFileURL(join(repository, "dist/cli", path));

/** A company's plots, one file each; every third file is unscoped, every seventh broken, every eleventh without queries. */
function plots(count: number): Record<string, string> {
  const textOf = (index: number) => {
    if (index % 11 === 0) return "export const town = 1;\n";
    const companyId = index % 3 === 0 ? "" : "companyId: session.user.companyId, ";
    return `
import { PrismaClient } from "@prisma/client";
import { getServerSession } from "next-auth";
const prisma = new PrismaClient();
export async function POST(request) {
  const session = await getServerSession();
  const { id } = await request.json();
  return prisma.plot.findFirst({ where: { ${companyId}id } });
${index % 7 === 0 ? ")" : "}"}
`;
  };
  const files = Array.from({ length: count }, (_, index) => [`src/app/plot-${String(index)}/route.ts`, textOf(index)]);
  return { "package.json": `{ "dependencies": { "next": "*" } }`, "prisma/schema.prisma": schema, ...(Object.fromEntries(files) as object) };
}

const sourcesOf = (root: string, count: number) => Array.from({ length: count }, (_, index) => join(root, `src/app/plot-${String(index)}/route.ts`));

async function check(folder: string, helpers: boolean, ...args: string[]) {
  let out = "";
  let err = "";
  const io = { cwd: folder, out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const open = (at: string) => ({ ...openSurveyor(at), helpers: helpers ? { module: built("survey-worker.js"), folder: at, count: 2, above: 20 } : undefined });
  const code = await runCli(["check", ...args], io, open);
  return { code, out, err };
}

describe("check in threads", () => {
  it.each([[[]], [["--strict"]], [["--format", "json"]]])("prints what one thread prints, with %j", async (args) => {
    const root = workspaceOf(plots(60));
    const alone = await check(root, false, ...args);
    expect(alone).toMatchObject({ code: 1, err: "" });
    expect(alone.out).toContain("plot-3/route.ts");
    expect(await check(root, true, ...args)).toEqual(alone);
  });

  it("finds in a helper what is found here", async () => {
    const files = sourcesOf(workspaceOf(plots(12)), 12);
    const data = (): HelperData => ({ folder: join(files[0] ?? "", "../../../.."), files, preset: "strict", tellsBasis: true, board: new WorkBoard(files, 2).memory, thread: 1 });
    const share = await new Promise<Share>((resolve, reject) => {
      new Worker(built("survey-worker.js"), { workerData: data() }).once("message", resolve).once("error", reject);
    });
    expect(share.map(([index]) => index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(share).toEqual(takeShare(openSurveyor, data()));
  });
});

/** A helper that takes one file and then does something bad. */
const failing = (deed: string) => `
import { writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { WorkBoard } from ${JSON.stringify(built("work-board.js").href)};
for (const [, path] of new WorkBoard(workerData.files, workerData.board).take(1)) {
  writeFileSync(new URL("taken", import.meta.url), path);
  ${deed}
}
`;

/** Surveys 40 files with one helper, whose module has this text; this thread waits until it has taken a file. */
function surveyWith(helper: string | undefined, projectOf?: (file: string, taken: string) => Project) {
  const root = workspaceOf({ ...plots(40), ...(helper === undefined ? {} : { "helper.mjs": helper }) });
  const taken = join(root, "taken");
  const surveyor = openSurveyor(root);
  const waiting: Surveyor = {
    ...surveyor,
    projectOf(file) {
      for (const pause = new Int32Array(new SharedArrayBuffer(4)); helper !== undefined && !existsSync(taken); ) Atomics.wait(pause, 0, 0, 5);
      return projectOf ? projectOf(file, readFileSync(taken, "utf8")) : surveyor.projectOf(file);
    },
  };
  const helpers = { module: pathToFileURL(join(root, "helper.mjs")), folder: root, count: 1, above: 20 };
  return surveyInThreads(waiting, helpers, sourcesOf(root, 40), "recommended", () => undefined);
}

describe("a helper that fails", () => {
  it.each([
    ["throws", `throw new Error("no more plots");`, "no more plots"],
    ["ends", "process.exit(3);", "A thread ended with 3."],
  ])("fails the check with the name of its file when it %s", async (_, deed, message) => {
    const failure = surveyWith(failing(deed));
    await expect(failure).rejects.toThrow(/^src\/app\/plot-\d+\/route\.ts could not be judged\.$/);
    await expect(failure).rejects.toHaveProperty("cause.message", message);
  });

  it("fails as this thread would, where this thread fails too", async () => {
    const problem = new SettingsError("ringfence.json", []);
    const failure = surveyWith(failing(`throw new Error("settings");`), (file, taken) => {
      if (file === taken) throw problem;
      return openSurveyor(file).project;
    });
    await expect(failure).rejects.toBe(problem);
  });

  it("is not missed when it never starts", async () => {
    const surveys = await surveyWith(undefined);
    expect(surveys.filter((survey) => survey !== undefined)).toHaveLength(36);
  });
});

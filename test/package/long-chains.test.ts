import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { workspaceOf } from "../support/workspace.ts";

const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

const schema = `
model Company { id Int @id
  plots Plot[]
}
model Plot { id Int @id
  companyId Int
  nextId Int
  company Company @relation(fields: [companyId], references: [id])
}
`;

const LENGTH = 300;
/** In kB; a third of what Node has, so that a chain of this length stands for one of three times as many rows. */
const STACK = 300;

/** A helper whose last row was found by one that was found by another, and so on, and a route that calls it. */
function chain(): Readonly<Record<string, string>> {
  const steps = Array.from({ length: LENGTH }, (_, index) => `  const plot${String(index + 1)} = await db.plot.findUniqueOrThrow({ where: { id: plot${String(index)}.nextId } });`);
  return {
    "package.json": "{}",
    "prisma/schema.prisma": schema,
    "src/db.ts": `import { PrismaClient } from "@prisma/client";\nexport const db = new PrismaClient();\n`,
    "src/last.ts": `import { db } from "./db";\nexport async function last(id: number) {\n  const plot0 = await db.plot.findUniqueOrThrow({ where: { id } });\n${steps.join("\n")}\n  return plot${String(LENGTH)};\n}\n`,
    "src/route.ts": `import express from "express";\nimport { last } from "./last";\nconst app = express();\napp.get("/last/:id", async (req, res) => {\n  console.info(req.user.email);\n  res.json(await last(Number(req.params.id)));\n});\n`,
  };
}

ensureBuilt();

it("judges rows that were found over very many others", () => {
  const { stdout, stderr } = spawnSync(process.execPath, [`--stack-size=${String(STACK)}`, bin, "check", "--no-cache", "--format", "json"], { cwd: workspaceOf(chain()), encoding: "utf8" });
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as { findings: { file: string; reason: string }[] };
  expect(findings.map(({ file, reason }) => `${file} ${reason}`)).toEqual(["src/route.ts caller-passes-untrusted"]);
}, 60_000);

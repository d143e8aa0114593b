import { Linter } from "eslint";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import parser from "@typescript-eslint/parser";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `
model Company { id Int @id
  plots Plot[]
}
model Plot { id Int @id
  companyId Int
  company Company @relation(fields: [companyId], references: [id])
}
model Town { id Int @id
  name String
}
`;

const unscoped = `
import { prisma } from "../db";
export const findPlot = (id: number) => prisma.plot.findFirst({ where: { id } });
`;

const scoped = unscoped.replace("id: number", "id: number, companyId: number").replace("{ id }", "{ id, companyId }");

const route = `
import { getServerSession } from "next-auth";
import { findPlot } from "@lib/plots";
export async function POST(request: Request) {
  const session = await getServerSession();
  const { id } = await request.json();
  return Response.json(await findPlot(id, session.user.companyId));
}
`;

const files = {
  "package.json": `{ "dependencies": { "next": "*", "@prisma/client": "*", "next-auth": "*" } }`,
  "tsconfig.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["./src/lib/*"] } } }`,
  "prisma/schema.prisma": schema,
  "src/db.ts": `import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient();\n`,
  "src/lib/plots.ts": `export { findPlot } from "./find";\n`,
  "src/lib/find.ts": unscoped,
  "src/safe/plots.ts": scoped,
  "src/app/api/plots/route.ts": route,
};

/** A linter that stays open, as in an editor; gives the messages about the route after each change of a file. */
function editor() {
  const root = workspaceOf(files);
  const linter = new Linter({ cwd: root });
  const config = [{ files: ["**/*.ts"], languageOptions: { parser }, plugins: { ringfence: plugin }, rules: { "ringfence/require-tenant-filter": "error" } }] as Linter.Config[];
  return async (file?: string, changed?: string): Promise<readonly string[]> => {
    if (file !== undefined && changed === undefined) rmSync(join(root, file));
    else if (file !== undefined && changed !== undefined) writeFileSync(join(root, file), changed);
    await setTimeout(file === undefined ? 0 : 600);
    return linter.verify(route, config, { filename: join(root, "src/app/api/plots/route.ts") }).map(({ message }) => message);
  };
}

const finding = [expect.stringContaining("src/lib/find.ts:3")];

describe("a linter that stays open", () => {
  it("sees a helper behind a barrel change", async () => {
    const lint = editor();
    expect(await lint()).toEqual(finding);
    expect(await lint("src/lib/find.ts", scoped)).toEqual([]);
    expect(await lint("src/lib/find.ts", `\n${unscoped}`)).toEqual([expect.stringContaining("src/lib/find.ts:4")]);
  });

  it("sees a helper go, and another come in its place", async () => {
    const lint = editor();
    expect(await lint()).toEqual(finding);
    expect(await lint("src/lib/find.ts")).toEqual([]);
    expect(await lint("src/lib/find.tsx", unscoped)).toEqual([expect.stringContaining("src/lib/find.tsx:3")]);
  });

  it("sees an import mean another file", async () => {
    const lint = editor();
    expect(await lint()).toEqual(finding);
    expect(await lint("tsconfig.json", files["tsconfig.json"].replace("src/lib", "src/safe"))).toEqual([]);
    expect(await lint("tsconfig.json", files["tsconfig.json"])).toEqual(finding);
  });

  it("sees a table become everybody's", async () => {
    const lint = editor();
    expect(await lint()).toEqual(finding);
    expect(await lint("prisma/schema.prisma", schema.replace(/ {2}companyId Int\n.*\n/, "").replace("  plots Plot[]\n", ""))).toEqual([]);
    expect(await lint("prisma/schema.prisma", schema)).toEqual(finding);
  });
});

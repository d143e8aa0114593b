import { Linter } from "eslint";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import parser from "@typescript-eslint/parser";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";
import { plotsSchema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `${plotsSchema}
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

/** A linter that stays open, as in an editor. `change` writes a file, or deletes it; `messages` gives what is said of the route. */
function editor() {
  const root = workspaceOf(files);
  const linter = new Linter({ cwd: root });
  const config = [{ files: ["**/*.ts"], languageOptions: { parser }, plugins: { ringfence: plugin }, rules: { "ringfence/require-tenant-filter": "error" } }] as Linter.Config[];
  return {
    change: (file: string, text?: string): void => {
      if (text === undefined) rmSync(join(root, file));
      else writeFileSync(join(root, file), text);
    },
    messages: (): readonly string[] => linter.verify(route, config, { filename: join(root, "src/app/api/plots/route.ts") }).map(({ message }) => message),
  };
}

const finding = [expect.stringContaining("src/lib/find.ts:3")];

// How soon a change is seen depends on how busy the machine is: the linter looks at the disk only now and then.
const soon = { interval: 100, timeout: 30_000 };

describe("a linter that stays open", () => {
  it("sees a helper behind a barrel change", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("src/lib/find.ts", scoped);
    await expect.poll(messages, soon).toEqual([]);
    change("src/lib/find.ts", `\n${unscoped}`);
    await expect.poll(messages, soon).toEqual([expect.stringContaining("src/lib/find.ts:4")]);
  });

  it("sees a helper go, and another come in its place", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("src/lib/find.ts");
    await expect.poll(messages, soon).toEqual([]);
    change("src/lib/find.tsx", unscoped);
    await expect.poll(messages, soon).toEqual([expect.stringContaining("src/lib/find.tsx:3")]);
  });

  it("sees an import mean another file", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("tsconfig.json", files["tsconfig.json"].replace("src/lib", "src/safe"));
    await expect.poll(messages, soon).toEqual([]);
    change("tsconfig.json", files["tsconfig.json"]);
    await expect.poll(messages, soon).toEqual(finding);
  });

  it("sees a table become everybody's", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("prisma/schema.prisma", schema.replace(/ {2}companyId Int\n.*\n/, "").replace("  plots Plot[]\n", ""));
    await expect.poll(messages, soon).toEqual([]);
    change("prisma/schema.prisma", schema);
    await expect.poll(messages, soon).toEqual(finding);
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import type { PrismaRawClient } from "../../../src/runtime/src/index.ts";

const require = createRequire(import.meta.url);

/** What the tests use of a generated client. */
export interface TestPrisma extends PrismaRawClient {
  $transaction<T>(work: (tx: PrismaRawClient) => Promise<T>, options: { maxWait: number; timeout: number }): Promise<T>;
  $disconnect(): Promise<void>;
}

/** A Prisma client generated now, for PostgreSQL. */
export function prismaClient(url: string, connections: number): TestPrisma {
  const { PrismaClient, remove } = generatedPrisma("model Plot {\n  id Int @id\n}");
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections }) }) as TestPrisma;
  const disconnect = client.$disconnect.bind(client);
  return Object.assign(client, {
    async $disconnect() {
      await disconnect();
      remove();
    },
  });
}

/** The class of a Prisma client generated now, for PostgreSQL. It lies below node_modules, where it finds Prisma's runtime. */
export function generatedPrisma(models: string): { readonly PrismaClient: new (options: object) => unknown; readonly folder: string; readonly remove: () => void } {
  const cache = fileURLToPath(new URL("../../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "ringfence-prisma-"));
  const schema = join(folder, "schema.prisma");
  writeFileSync(
    schema,
    `generator client {
  provider = "prisma-client-js"
  output   = "./client"
}
datasource db {
  provider = "postgresql"
}
${models}
`,
  );
  // Generating needs no engine, yet the command looks for one and would download it: any program satisfies it.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" };
  execFileSync(process.execPath, [require.resolve("prisma/build/index.js"), "generate", "--schema", schema], { cwd: folder, env, stdio: "pipe" });
  const { PrismaClient } = require(join(folder, "client")) as { PrismaClient: new (options: object) => unknown };
  return { PrismaClient, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

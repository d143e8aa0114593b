import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Generates the Prisma client when the schema is newer than it, then compiles the application in `app`. */
export async function build(app) {
  const client = join(app, "src/generated/prisma/client.ts");
  const schema = join(app, "prisma/schema.prisma");
  if (!existsSync(client) || statSync(client).mtimeMs < statSync(schema).mtimeMs) await generate(app);
  await node(app, [require.resolve("typescript/lib/tsc.js"), "-p", "tsconfig.json"]);
}

function generate(app) {
  // Generating needs no engine, yet the command looks for one and would download it: any program satisfies it.
  return node(app, [require.resolve("prisma/build/index.js"), "generate"], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  });
}

async function node(cwd, args, env = {}) {
  try {
    await run(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  } catch (error) {
    throw new Error(`${args.slice(1).join(" ")} failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

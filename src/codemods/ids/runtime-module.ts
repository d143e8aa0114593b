import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type { Catalog } from "../../catalog/catalog.ts";
import type { Node, Refusal, SourceFile } from "../../syntax/source-file.ts";
import type { NewFile } from "../codemod.ts";
import { importOf } from "./client.ts";
import { resolveModule } from "./resolve-module.ts";
import { sequencesMigration } from "./migration.ts";
import { uidOptions } from "./uid-options.ts";

/** The project's own module that makes the allocators once, and what has to be written for it to work. */
export interface RuntimeModule {
  /** Absolute path. */
  readonly path: string;
  readonly creates: readonly NewFile[];
}

const name = "ringfence";

/**
 * The module beside the one that exports the client: `src/ringfence.ts` beside `src/db.ts`. Its text depends on the client
 * and the schema alone, so that whichever file needs it first asks for the same.
 */
export function runtimeModule(client: Node, file: SourceFile, catalog: Catalog): RuntimeModule | Refusal {
  const imported = importOf(client, file);
  const source = imported && resolveModule(imported.specifier, file.path);
  if (!imported || source === undefined) return { refused: "The allocator needs a module that exports the database client, and this file imports none." };
  if (!isPostgres(catalog)) return { refused: "@ringfence/runtime counts on PostgreSQL only." };
  const path = join(dirname(source), `${name}${extname(source)}`);
  const specifier = `./${basename(source, extname(source))}${endingFor(imported.specifier, source)}`;
  const known = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (known !== undefined && !["sequences", "uids"].every((one) => new RegExp(`\\b${one}\\b`).test(known))) return { refused: `${basename(path)} is there already and makes no \`sequences\` and \`uids\`.` };
  const text = moduleText({ specifier, name: imported.name, isCommonJs: isCommonJs(source) }, catalog);
  return { path, creates: [...(known === undefined ? [{ path, text }] : []), ...sequencesMigration(catalog)] };
}

/** `.js` where the file writes the ending of its imports; nothing where it leaves it to a bundler. */
function endingFor(specifier: string, source: string): string {
  const written = /\.[cm]?[jt]sx?$/.exec(specifier)?.[0];
  if (written !== undefined) return written;
  return /\.m[jt]s$/.test(source) ? ".mjs" : "";
}

function isCommonJs(source: string): boolean {
  return /\.c?js$/.test(source) && /\bmodule\.exports\b|\brequire\(/.test(readFileSync(source, "utf8"));
}

function isPostgres({ files }: Catalog): boolean {
  const providers = files.flatMap((path) => (existsSync(path) ? [.../\bdatasource\b[^{]*\{[^}]*?\bprovider\s*=\s*"(\w+)"/.exec(readFileSync(path, "utf8")) ?? []].slice(1) : []));
  return providers.every((provider) => /^postgres(?:ql)?$/.test(provider));
}

interface Client {
  readonly specifier: string;
  readonly name: string;
  readonly isCommonJs: boolean;
}

function moduleText({ specifier, name: exported, isCommonJs: asRequire }: Client, catalog: Catalog): string {
  const client = exported === "default" ? "prisma" : exported;
  const names = "createPrefixRegistry, createSequences, createUids, prismaExecutor";
  const imports = asRequire
    ? [`const { ${names} } = require("@ringfence/runtime");`, exported === "default" ? `const ${client} = require("${specifier}");` : `const { ${client} } = require("${specifier}");`]
    : [`import { ${names} } from "@ringfence/runtime";`, exported === "default" ? `import ${client} from "${specifier}";` : `import { ${client} } from "${specifier}";`];
  const declare = asRequire ? "const" : "export const";
  return `${imports.join("\n")}

const executor = prismaExecutor(${client});

/** Numbers per company: \`allocate\` in the transaction that writes the row is gapless; \`next\` on its own may leave holes. */
${declare} sequences = createSequences({ executor, dialect: "postgres" });

/** UIDs such as LPL-MKT001, numbered per company and role. A company claims its prefix when it first needs one. */
${declare} uids = createUids({
  sequences,
  registry: createPrefixRegistry({ executor, dialect: "postgres" }),${uidOptions(catalog)}
});
${asRequire ? "\nmodule.exports = { sequences, uids };\n" : ""}`;
}

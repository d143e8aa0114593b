import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";

const NAMES = /^(?:knex|db|database|trx|tx|transaction|conn|connection|client|pg|mysql|sqlite)$|(?:knex|db|trx|tx|transaction|connection)$/i;
const TYPES = /^(?:Knex|Transaction)$/;

/** True for what is called as `db("plots")` or begins `db.from("plots")`: by its import, its type, or its name. */
export function isHandle(value: Value, file: FileFacts): boolean {
  return optionsOf(value).some((option) => {
    if (option.kind !== "reference" || option.root.kind === "row") return false;
    if (TYPES.test(file.declaredType(option) ?? "")) return true;
    const { root, path } = option;
    if (root.kind === "import" && path.length === 0 && /(?:^|\/)knex$/.test(root.source)) return true;
    if (root.kind === "call" && path.length === 0) return isMaker(root.callee);
    if (isMadeThere(option, file)) return true;
    const name = path.at(-1) ?? (root.kind === "import" || root.kind === "parameter" || root.kind === "global" ? root.name : undefined);
    if (root.kind === "import" && path.length === 0 && name === "default") return /knex|\bdb\b|database|connection/i.test(root.source);
    return NAMES.test(name ?? "");
  });
}

/** What another file makes with the library, whatever it is called. */
function isMadeThere(value: Value, file: FileFacts): boolean {
  const there = value.kind === "reference" && value.root.kind === "import" && value.path.length === 0 ? file.imported(value) : undefined;
  return there?.kind === "reference" && there.root.kind === "call" && there.path.length === 0 && there.root.callee.kind === "reference" && there.root.callee.root.kind === "import" && there.root.callee.root.source === "knex";
}

/** `knex(config)`, `getDb()`, `useKnex()`. */
function isMaker(callee: Value): boolean {
  if (callee.kind !== "reference") return false;
  const name = callee.path.at(-1) ?? (callee.root.kind === "import" || callee.root.kind === "global" || callee.root.kind === "parameter" ? callee.root.name : "");
  return callee.root.kind === "import" && callee.root.source === "knex" ? true : /(?:knex|db|database|transaction|connection)$/i.test(name ?? "");
}

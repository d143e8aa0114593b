import type { Node } from "../../syntax/source-file.ts";
import { descendantsOf, programOf } from "./descendants.ts";
import { namesIn } from "./names.ts";
import { wordsOf } from "./words.ts";

const tenants = new Set(["tenant", "company", "organization", "organisation", "org", "workspace", "team"]);
/** What handlers are given that may carry the one who asks. */
const carriers = new Set(["req", "request", "ctx", "context", "c", "session", "auth", "user", "res", "locals", "event", "viewer"]);
/** What the client chose says nothing of its own tenant. */
const chosen = new Set(["body", "params", "query", "headers", "cookies", "searchparams", "input", "data", "payload", "args", "param"]);
const known = new WeakMap<Node, boolean>();

/** True when the file around a node reads the tenant of the one who asks: `req.user.companyId`, `ctx.workspace.id`. */
export function readsOwnTenant(node: Node): boolean {
  const program = programOf(node);
  const before = known.get(program);
  if (before !== undefined) return before;
  let reads = false;
  for (const one of descendantsOf(program)) {
    reads = one.type === "MemberExpression" && isOwnTenant(namesIn(one) ?? []);
    if (reads) break;
  }
  known.set(program, reads);
  return reads;
}

function isOwnTenant([root = "", ...path]: readonly string[]): boolean {
  if (!carriers.has(root.replace(/^_+/, "")) || path.some((name) => chosen.has(name.toLowerCase()))) return false;
  return path.some((name) => {
    const [first = "", ...rest] = wordsOf(name).filter((word) => !["current", "active", "my"].includes(word));
    return tenants.has(first) && rest.every((word) => word === "id" || word === "slug" || word === "uid");
  });
}

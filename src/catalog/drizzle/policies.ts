import type { Field, RowCommand, RowSetting } from "../catalog.ts";
import type { Modules } from "../source/modules.ts";
import { openedBy, settingsOf } from "../source/policies.ts";
import { chainOf, columnIn, elementsOf, pathOf, property, stringOf } from "../source/syntax.ts";
import { meant, type Extra, type Written } from "./written.ts";

/** What the policies of a table let through. */
export interface ReadPolicies {
  readonly rowsOpenTo: readonly RowCommand[];
  readonly rowSettings: readonly RowSetting[];
}

/** The policies among what stands behind a table's columns. https://orm.drizzle.team/docs/rls */
export function policiesIn(extras: readonly Extra[], fields: readonly Field[], modules: Modules): ReadPolicies {
  const policies = extras.flatMap((extra) => policiesOf(extra, modules));
  return {
    rowsOpenTo: [...new Set(policies.flatMap((policy) => openedBy(policy.said, clausesOf(policy))))],
    rowSettings: policies.flatMap((policy) => settingsOf(policy.said, clausesOf(policy))).map((one) => ({ ...one, column: fieldOf(one.column, fields) })),
  };
}

/** A policy in the words of `create policy`. */
interface Policy {
  readonly said: string;
  readonly using: string | undefined;
  readonly check: string | undefined;
}

function clausesOf({ using, check }: Policy): (word: RegExp) => string | undefined {
  return (word) => (word.test(" with check (") ? check : using);
}

function policiesOf({ calls: [first], at }: Extra, modules: Modules): readonly Policy[] {
  if (first?.name === "crudPolicy") return ofCrud(first.args[0], at, modules);
  if (first?.name !== "pgPolicy") return [];
  const options = first.args[1] && meant({ ...at, node: first.args[1] }, modules);
  const part = (key: string): Written | undefined => partOf(options, key);
  const as = textOf(part("as"), modules) ?? "permissive";
  const command = textOf(part("for"), modules) ?? "all";
  return [{ said: ` as ${as} for ${command} to ${rolesOf(part("to"), modules)} using`, using: conditionOf(part("using"), modules), check: conditionOf(part("withCheck"), modules) }];
}

/** `crudPolicy({ role, read, modify })` of Neon: one policy for each command. */
function ofCrud(node: Written["node"] | undefined, at: Written, modules: Modules): readonly Policy[] {
  const options = node && meant({ ...at, node }, modules);
  const roles = rolesOf(partOf(options, "role"), modules);
  const policy = (command: RowCommand, key: string): Policy => {
    const condition = conditionOf(partOf(options, key), modules);
    return { said: ` as permissive for ${command} to ${roles} using`, using: command === "insert" ? undefined : condition, check: command === "insert" || command === "update" ? condition : undefined };
  };
  return [policy("select", "read"), policy("insert", "modify"), policy("update", "modify"), policy("delete", "modify")];
}

function partOf(options: Written | undefined, key: string): Written | undefined {
  const node = property(options?.node, key);
  return options && node && { ...options, node };
}

function textOf(written: Written | undefined, modules: Modules): string | undefined {
  return written && stringOf(meant(written, modules).node);
}

/** Roles that Drizzle exports, under their names in the database. */
const exported: Readonly<Record<string, string>> = { anonRole: "anon", authenticatedRole: "authenticated", serviceRole: "service_role", postgresRole: "postgres", supabaseAuthAdminRole: "supabase_auth_admin", anonymousRole: "anonymous" };

/** The roles that a policy is for, as `create policy` lists them. */
function rolesOf(written: Written | undefined, modules: Modules): string {
  if (!written) return "public";
  const at = meant(written, modules);
  if (at.node.type === "ArrayExpression") return elementsOf(at.node).map((node) => rolesOf({ ...at, node }, modules)).join(", ");
  const role = chainOf(at.node)?.calls.find(({ name }) => name === "pgRole");
  const named = stringOf(role ? role.args[0] : at.node);
  const name = pathOf(at.node)?.at(-1) ?? "";
  return named ?? exported[at.module.imported.get(name)?.name ?? name] ?? "somebody";
}

/** What stands in a condition where it cannot be read: no text of SQL that says anything. */
const UNREAD = "unread()";

/** The SQL of a condition; columns stand in it under the names that the code uses. */
function conditionOf(written: Written | undefined, modules: Modules): string | undefined {
  return written && sqlOf(written, modules, 0);
}

const DEEPEST = 8;

function sqlOf(written: Written, modules: Modules, depth: number): string {
  const at = meant(written, modules);
  const { node } = at;
  if (depth > DEEPEST) return UNREAD;
  if (node.type === "TaggedTemplateExpression" && pathOf(node.tag)?.at(-1) === "sql") return woven({ ...at, node: node.quasi }, modules, depth, sqlOf);
  if (node.type === "CallExpression" && pathOf(node.callee)?.join(".") === "sql.raw" && node.arguments[0]) return rawOf({ ...at, node: node.arguments[0] }, modules, depth + 1);
  if (node.type === "Literal") return typeof node.value === "string" ? `'${node.value}'` : String(node.value);
  const column = node.type === "MemberExpression" ? columnIn(node) : undefined;
  return column === undefined ? UNREAD : `"${column}"`;
}

/** Text that is put into the condition as it is. */
function rawOf(written: Written, modules: Modules, depth: number): string {
  const at = meant(written, modules);
  const text = stringOf(at.node);
  return text ?? (at.node.type === "TemplateLiteral" && depth <= DEEPEST ? woven(at, modules, depth, rawOf) : UNREAD);
}

function woven(at: Written, modules: Modules, depth: number, read: (written: Written, modules: Modules, depth: number) => string): string {
  const { node } = at;
  if (node.type !== "TemplateLiteral") return UNREAD;
  return node.quasis.map(({ value: { raw } }, index) => {
    const hole = node.expressions[index];
    return hole ? `${raw}${read({ ...at, node: hole }, modules, depth + 1)}` : raw;
  }).join("");
}

/** The field of a column, which SQL may name as the database does. */
function fieldOf(column: string, fields: readonly Field[]): string {
  const bare = (name: string): string => name.replaceAll("_", "").toLowerCase();
  return (fields.find((field) => field.name === column || field.column === column) ?? fields.find((field) => bare(field.name) === bare(column)))?.name ?? column;
}

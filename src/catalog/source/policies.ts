import type { RowCommand } from "../catalog.ts";

const commands: readonly RowCommand[] = ["select", "insert", "update", "delete"];

/** Roles that row-level security does not hold back anyway, so that a policy for them alone opens nothing. */
const trustedRoles = /^(?:service_role|postgres|supabase_\w+|dashboard_user|\w*admin)$/;

/**
 * The commands for which a policy lets every user at all rows. `said` is what stands behind the table's name; `clause`
 * gives what stands in parentheses behind a word.
 */
export function openedBy(said: string, clause: (word: RegExp) => string | undefined): readonly RowCommand[] {
  if (/^\s*as\s+restrictive\b/i.test(said) || isForTrusted(said)) return [];
  const using = clause(/\busing\s*\(/i);
  const check = clause(/\bwith\s+check\s*\(/i) ?? using;
  const [, named] = /\bfor\s+(select|insert|update|delete|all)\b/i.exec(said.slice(0, said.search(/\busing\b|\bwith\s+check\b|$/i))) ?? [];
  const covered = commands.filter((command) => named === undefined || /^all$/i.test(named) || command === named.toLowerCase());
  return covered.filter((command) => letsAllIn(command === "insert" ? check : using));
}

function isForTrusted(said: string): boolean {
  const [, roles] = /\bto\s+((?:"?\w+"?\s*,\s*)*"?\w+"?)\s*(?:using|with|$)/i.exec(said) ?? [];
  return roles !== undefined && roles.split(",").every((role) => trustedRoles.test(role.replaceAll('"', "").trim().toLowerCase()));
}

/** `true`, `auth.role() = 'authenticated'`, `auth.uid() is not null`, in parentheses or beside an `or`. */
function letsAllIn(condition: string | undefined): boolean {
  if (condition === undefined) return false;
  const plain = condition.toLowerCase().replace(/::\s*\w+/g, "").replace(/[()"]/g, " ").replace(/\bselect\b|\bas\s+\w+/g, " ").replace(/\s+/g, " ");
  return plain.split(/\bor\b/).some((branch) => branch.split(/\band\b/).every((part) => openTests.some((test) => test.test(part.trim()))));
}

const openTests = [/^true$/, /^1 ?= ?1$/, /^auth\.role ?= ?'(?:authenticated|anon)'$/, /^auth\.uid is not null$/];

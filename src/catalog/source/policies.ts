import type { RowCommand, RowSetting } from "../catalog.ts";

const commands: readonly RowCommand[] = ["select", "insert", "update", "delete"];

/** Roles that row-level security does not hold back anyway, so that a policy for them alone opens nothing. */
const trustedRoles = /^(?:service_role|postgres|supabase_\w+|dashboard_user|\w*admin)$/;

/**
 * The commands for which a policy lets every user at all rows. `said` is what stands behind the table's name; `clause`
 * gives what stands in parentheses behind a word.
 */
export function openedBy(said: string, clause: Clause): readonly RowCommand[] {
  if (/^\s*as\s+restrictive\b/i.test(said) || isForTrusted(said)) return [];
  const { using, check } = clausesOf(clause);
  return commandsOf(said).filter((command) => letsAllIn(command === "insert" ? check : using));
}

type Clause = (word: RegExp) => string | undefined;

function clausesOf(clause: Clause): { readonly using: string | undefined; readonly check: string | undefined } {
  const using = clause(/\busing\s*\(/i);
  return { using, check: clause(/\bwith\s+check\s*\(/i) ?? using };
}

const column = String.raw`(?:\w+\.)?"?(\w+)"?\)*\s*(?:::\s*\w+)?`;
const setting = String.raw`\(*\s*(?:nullif\s*\(\s*)?(?:select\s+)?current_setting\s*\(\s*'([\w.]+)'`;
const columnFirst = new RegExp(`${column}\\s*=\\s*${setting}`, "i");
const settingFirst = new RegExp(String.raw`${setting}[^=]*?=\s*\(*${column}\s*\)*\s*$`, "i");

/** What a policy compares with settings of the session, such as `company_id = current_setting('app.company_id')::uuid`. */
export function settingsOf(said: string, clause: Clause): readonly RowSetting[] {
  const { using, check } = clausesOf(clause);
  return commandsOf(said).flatMap((command) => {
    const condition = command === "insert" ? check : using;
    // Beside it, only another setting may open the rows: whoever sets that one does so on purpose.
    const branches = condition?.split(/\bor\b/i).filter((branch) => !/^[\s(]*current_setting\s*\([^)]*\)(?:\s*::\s*\w+)?\s*=\s*'[^']*'[\s)]*$/i.test(branch)) ?? [];
    const compared = branches.map(comparedIn);
    const found = compared.find((one) => one !== undefined);
    // Rows without an owner are nobody's.
    return found && branches.every((branch, index) => (compared[index] ? compared.indexOf(found) === index : isUnowned(branch, found.column))) ? [{ ...found, commands: [command] }] : [];
  });
}

/** `company_id = current_setting('app.company_id')`, either way round. */
function comparedIn(branch: string): Pick<RowSetting, "column" | "setting"> | undefined {
  const [, first, name] = columnFirst.exec(branch) ?? [];
  const [, other, last] = settingFirst.exec(branch) ?? [];
  if (first !== undefined && name !== undefined) return { column: first, setting: name };
  return other !== undefined && last !== undefined ? { column: last, setting: other } : undefined;
}

function isUnowned(branch: string, column: string): boolean {
  return new RegExp(String.raw`^[\s(]*(?:\w+\.)?"?${column}"?\s+is\s+null\b`, "i").test(branch);
}

function commandsOf(said: string): readonly RowCommand[] {
  const [, named] = /\bfor\s+(select|insert|update|delete|all)\b/i.exec(said.slice(0, said.search(/\busing\b|\bwith\s+check\b|$/i))) ?? [];
  return commands.filter((command) => named === undefined || /^all$/i.test(named) || command === named.toLowerCase());
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

import type { Access, Operation } from "../../../analysis/access.ts";
import type { Model, RowCommand } from "../../../catalog/catalog.ts";

const commandsOf: Readonly<Record<Operation, readonly RowCommand[]>> = { read: ["select"], count: ["select"], create: ["insert"], update: ["update"], upsert: ["insert", "update"], delete: ["delete"], raw: [] };

/** What row-level security does for a client that it holds back; nothing where migrations show that it is off, or open to everybody. */
export function heldBySecurity({ table, library, kind, rowSecurity, rowsOpenTo = [] }: Model, operation: Operation): Access["heldBy"] {
  if (!rowSecurity) return library === "sql" ? undefined : { sure: false, text: `no migration here says whether row-level security guards \`${table}\`` };
  if (commandsOf[operation].some((command) => rowsOpenTo.includes(command))) return undefined;
  if (kind === "view") return { sure: true, text: `\`${table}\` reads with the rights of this client, which row-level security of its tables holds back` };
  return { sure: true, text: `row-level security of \`${table}\` holds this client back` };
}

import { refuseOperation } from "./scope-refused-error.ts";

/** What an upsert looks for a row by. */
export interface UpsertTarget {
  /** The conflict columns, as the caller gave them; undefined where there are none. */
  readonly columns: unknown;
  /** What the library calls them. */
  readonly option: string;
  /** The tenant's column. */
  readonly column: string;
  readonly operation: string;
  /** Whether the database looks at these columns only. */
  readonly isTargeted: boolean;
}

/** Refuses an upsert that could find a row by another unique key: it could be any tenant's, and the update would be made to it. */
export function checkConflict({ columns, option, column, operation, isTargeted }: UpsertTarget): void {
  if (isTargeted && Array.isArray(columns) && columns.includes(column)) return;
  throw refuseOperation(operation, isTargeted ? `give ${option} with ${column} among them` : "find the row, then create or update it");
}

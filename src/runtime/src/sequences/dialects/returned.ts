import { firstText, type SqlResult, textIn } from "../../sql/sql-executor.ts";
import { laneOf } from "../sequence-key.ts";

/** The counter's number after a statement that always gives a row. */
export function returned(result: SqlResult): string {
  const last = firstText(result, "last");
  if (last === undefined) throw new TypeError("The executor returned no row.");
  return last;
}

/** Where several counters stand, by lane. */
export function returnedEach({ rows }: SqlResult): Map<string, string> {
  return new Map(
    rows.map((row) => {
      const [tenant = "", name = "", last = ""] = ["tenant", "name", "last"].map((column) => textIn(row, column));
      return [laneOf({ tenant, name }), last];
    }),
  );
}

import type { DeclaredModel } from "../declared-model.ts";
import { snakeCase } from "../source/snake-case.ts";

/** The name of the column that code writes in one way or the other: `companyId`, `company_id`. */
export function fieldNamed({ fields }: Pick<DeclaredModel, "fields">, column: string): string | undefined {
  return [...fields.values()].find((field) => field.kind !== "relation" && (field.name === column || field.column === column || field.column === snakeCase(column)))?.name;
}

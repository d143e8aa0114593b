import { snakeCase } from "../source/snake-case.ts";

/** `CompanyId` for `Company` and `id`, `companyId` for `company`. */
export function keyName(owner: string, key: string): string {
  return `${owner}_${key}`.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The name that a table has where none is given: the model's plural, in snake case where the options say so. */
export function tableName(model: string, underscored: boolean): string {
  return plural(underscored ? snakeCase(model) : model);
}

export function plural(name: string): string {
  if (/(?:s|x|ch|sh)$/i.test(name)) return /[^s]s$/i.test(name) && !/us$/i.test(name) ? name : `${name}es`;
  return /[^aeiou]y$/i.test(name) ? name.replace(/y$/i, "ies") : `${name}s`;
}

/** What names of one thing have in common: `Plot`, `plots` and `sales_plots` without case, underscores and plural. */
export function stemOf(name: string): string {
  return name.replaceAll("_", "").toLowerCase().replace(/ies$/, "y").replace(/(?<=ss|x|ch|sh)es$/, "").replace(/(?<!s)s$/, "");
}



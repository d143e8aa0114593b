/** How much a model's name says that it is the tenant: `company` says it outright, `project` only may. */
export type NameWeight = "strong" | "weak" | "none";

const strong = new Set([
  "company", "organization", "organisation", "org", "tenant", "workspace", "team", "agency", "business", "firm", "enterprise", "corporation",
  "empresa", "organizacion", "organizacao", "mandant", "firma", "unternehmen", "entreprise", "societe", "azienda", "bedrijf", "inquilino",
]);
const weak = new Set([
  "account", "project", "store", "shop", "site", "website", "environment", "space", "school", "clinic", "practice", "hospital", "studio",
  "merchant", "vendor", "brand", "restaurant", "hotel", "club", "church", "household", "branch", "program", "programme", "app", "group",
  "center", "centre", "office", "gym", "salon", "pharmacy", "college", "university", "academy", "institution", "association", "franchise", "facility",
  "filial", "sucursal", "loja", "tienda", "escola", "escuela", "clinica", "condominio",
]);
const spellings: Readonly<Record<string, string>> = { organisation: "organization", org: "organization" };

/** `tblCompanies`, `tbl_companies` and `TblCompany` all give `["tbl", "company"]`. */
export function words(name: string): string[] {
  const parts = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2").split(/[^A-Za-z\d]+/);
  return parts.filter((part) => part !== "").map((part) => singular(part.toLowerCase()));
}

/** What code adds to the name of a model to say that it is one. */
const declaring = new Set(["entity", "model", "schema", "orm"]);

/** The words that name what a model stands for: `OrganizationEntity` and `OrganizationModel` are organizations. */
export function modelWords(model: string): string[] {
  const all = words(model);
  const named = all.slice(0, all.findLastIndex((word) => !declaring.has(word)) + 1);
  return named.length > 0 ? named : all;
}

/** How tenant-like a name is: a whole name counts fully, the last word of a longer one less. */
export function nameWeight(name: string): { weight: NameWeight; whole: boolean } {
  const all = modelWords(name);
  const last = all.at(-1) ?? "";
  return { weight: strong.has(last) ? "strong" : weak.has(last) ? "weak" : "none", whole: all.length === 1 };
}

/** What a column such as `companyId` or `company_id` names, as one canonical word; undefined for other columns. */
export function keyStem(column: string): string | undefined {
  const all = words(column);
  if (all.length < 2 || !["id", "uuid"].includes(all.at(-1) ?? "")) return undefined;
  return canonical(all.slice(0, -1));
}

/** The word that stands for a name whatever its case, number and spelling: `Organisations` and `org` give `organization`. */
export function canonical(parts: readonly string[]): string {
  return parts.map((part) => spellings[part] ?? part).join("");
}

/** Every usual spelling of the column that names a model: `companyId`, `company_id`. */
export function keySpellings(model: string): string[] {
  const own = modelWords(model);
  const spelled = Object.keys(spellings).filter((other) => spellings[other] === canonical(own));
  const stems = [own, words(model), ...(spelled.length > 0 ? [[canonical(own)], ...spelled.map((other) => [other])] : [])];
  return [...new Set(stems.flatMap((stem) => [camel([...stem, "id"]), [...stem, "id"].join("_")]))];
}

/** The same key in the other case: `companyId` for `company_id` and the other way round. */
export function keyTwin(key: string): string {
  const all = key.includes("_") ? key.split("_").filter((part) => part !== "") : key.split(/(?=[A-Z])/);
  const lower = all.map((part) => part.toLowerCase());
  return key.includes("_") ? camel(lower) : lower.join("_");
}

/** `["company", "id"]` gives `CompanyId`. */
export function pascal(parts: readonly string[]): string {
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}

function camel(parts: readonly string[]): string {
  const [first = "", ...rest] = parts;
  return first + pascal(rest);
}

function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && word.length > 2 ? word.slice(0, -1) : word;
}

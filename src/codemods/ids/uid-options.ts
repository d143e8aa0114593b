import { isOwned, type Catalog, type Field, type Model } from "../../catalog/catalog.ts";

/** Columns that may hold UIDs, by their names: what the generator looks at to begin behind the highest. */
const uidName = /(?:^|_)(?:uid|code|number|reference|ref|serial|badge)$|(?:Uid|UID|Code|Number|Reference|Ref|Serial|Badge)$/;

/** True for a column whose UIDs the generated module begins behind. */
export function isUidColumn(model: Model, column: string): boolean {
  const field = model.fields.get(column);
  return field?.kind === "scalar" && field.type === "String" && !field.list && uidName.test(column) && isOwned(model) && model.ownership.kind === "direct";
}

/** The options of `createUids` that depend on the schema, as lines of an object literal. */
export function uidOptions(catalog: Catalog): string {
  return nameOption(catalog) + seedOption(catalog);
}

/** True when a company's name can be read, from which its prefix is made. */
export function hasCompanyName(catalog: Catalog): boolean {
  return nameOption(catalog) !== "";
}

function nameOption({ tenancy, models }: Catalog): string {
  const root = models.get(tenancy.root ?? "");
  const name = root?.fields.get("name");
  const id = root?.fields.get(root.id[0] ?? "");
  if (!root || name?.type !== "String" || !id || root.id.length !== 1) return "";
  return `
  nameOf: async (tenant, db) => {
    const { rows } = await db.query(${sql(`select ${quoted(name.column)} as name from ${quoted(root.table)} where ${quoted(id.column)}::text = $1::text`)}, [String(tenant)]);
    return String(Object(rows[0]).name);
  },`;
}

function seedOption({ models }: Catalog): string {
  const highest = [...models.values()].flatMap((model) => [...model.fields.values()].filter((field) => isUidColumn(model, field.name)).map((field) => highestOf(model, field)));
  if (highest.length === 0) return "";
  return `
  seed: ({ tenant, role }) => ({
    sql: \`select max(n) from (
      ${highest.join("\n      union all ")}
    ) as numbers(n)\`,
    params: [String(tenant), role],
  }),`;
}

/** The numbers at the end of the UIDs of one role, as numbers: as text, 999 comes behind 1000. */
function highestOf(model: Model, { column }: Field): string {
  const key = model.ownership.kind === "direct" ? model.fields.get(model.ownership.keys[0]?.column ?? "")?.column : undefined;
  const uid = quoted(column);
  return `select substring(${uid} from '[0-9]{1,15}$')::bigint from ${quoted(model.table)} where ${quoted(key ?? "")}::text = $1::text and ${uid} ~ ($2::text || '-?[0-9]{1,15}$')`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function sql(text: string): string {
  return text.includes("'") ? `\`${text}\`` : `'${text}'`;
}

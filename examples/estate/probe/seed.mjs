/**
 * Two companies with the same initials. Every row of a company carries its mark, in its id or in its company's id, so
 * that an answer or a row that shows the mark gives its owner away.
 */
export const companies = [
  { mark: "ikoyi", name: "Lagos Property Limited", plots: [1, 2], call: 1 },
  { mark: "badagry", name: "Lekki Prime Lands", plots: [11, 12], call: 11 },
];

/** Text of rows that were deleted softly and must never be shown again. */
export const withdrawn = "withdrawn";

export const superAdmin = { id: "super-admin", email: "super@estate.example" };

/** What a request can name of a company. */
export function idsOf({ mark, plots, call }) {
  const id = (kind) => `${kind}-${mark}`;
  return {
    mark,
    company: id("company"),
    admin: id("admin"),
    marketer: id("marketer"),
    client: id("client"),
    estate: id("estate"),
    plot: plots[0],
    allocation: id("allocation"),
    message: id("message"),
    assignment: id("assignment"),
    call,
    email: id("email"),
    quote: id("quote"),
    document: id("document"),
    file: id("file"),
    notification: id("notification"),
    adminEmail: `admin@${mark}.example`,
  };
}

function rowsOf(company, passwordHash) {
  const ids = idsOf(company);
  const { mark } = company;
  const company_id = ids.company;
  const title = mark.charAt(0).toUpperCase() + mark.slice(1);
  const person = { first_name: "Ada", phone: null, marketer_id: ids.marketer, company_id };
  const past = "2026-01-31T09:00:00Z";
  const [plot, sold] = company.plots;
  return {
    companies: [{ id: ids.company, name: company.name, slug: mark, plan_id: "plan" }],
    users: [
      user(ids.admin, "ADMIN", null, { email: ids.adminEmail, company_id, password_hash: passwordHash }),
      user(ids.marketer, "MARKETER", "LPLMKT001", { email: `marketer@${mark}.example`, company_id }),
      user(`former-${mark}`, "MARKETER", "LPLMKT002", { email: `${withdrawn}@${mark}.example`, company_id, deleted_at: past }),
    ],
    clients: [
      { ...person, id: ids.client, last_name: title, email: `ada@${mark}.example` },
      { ...person, id: `former-client-${mark}`, last_name: withdrawn, email: `old@${mark}.example`, deleted_at: past },
    ],
    estates: [
      { id: ids.estate, name: `${title} Gardens`, location: "Lagos", company_id },
      { id: `former-estate-${mark}`, name: `${title} ${withdrawn}`, location: "Lagos", company_id, deleted_at: past },
    ],
    plots: [
      { id: plot, estate_id: ids.estate, number: 1, size: 600, price: 9_000, status: "AVAILABLE" },
      { id: sold, estate_id: ids.estate, number: 2, size: 450, price: 7_500, status: "SOLD" },
      { id: sold + 1, estate_id: `former-estate-${mark}`, number: 1, size: 500, price: 8_000, status: "AVAILABLE" },
    ],
    plot_allocations: [
      { id: ids.allocation, number: 1, plot_id: sold, client_id: ids.client, marketer_id: ids.marketer, company_id },
    ],
    messages: [{ id: ids.message, body: `Keys of ${title}`, sender_id: ids.marketer, recipient_id: ids.admin, company_id }],
    assignments: [{ id: ids.assignment, client_id: ids.client, marketer_id: ids.marketer, company_id }],
    calls: [{ id: ids.call, client_id: ids.client, user_id: ids.marketer, summary: "Asked for a visit", company_id }],
    emails: [{ id: ids.email, client_id: ids.client, user_id: ids.marketer, subject: title, body: "Dear Ada", company_id }],
    quotes: [{ id: ids.quote, number: 1, client_id: ids.client, plot_id: plot, user_id: ids.marketer, company_id }],
    quote_lines: [{ id: ids.call, quote_id: ids.quote, label: "Plot 1", amount: 9_000 }],
    documents: [
      { id: ids.document, number: 1, title: `Deed ${title}`, content: "Signed", client_id: ids.client, user_id: ids.admin, company_id },
      { id: `former-document-${mark}`, number: 2, title: withdrawn, content: title, client_id: ids.client, user_id: ids.admin, company_id, deleted_at: past },
    ],
    files: [{ id: ids.file, name: `${mark}.pdf`, size: 1_024, user_id: ids.admin, company_id }],
    notifications: [{ id: ids.notification, text: `${title} sold a plot`, user_id: ids.admin, company_id }],
  };
}

function user(id, role, uid, rest) {
  return { id, role, uid, name: id, ...rest };
}

/** The statements that empty the database and fill it again. */
export async function seedScript(database, passwordHash) {
  const { rows } = await database.query(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_migrations'",
  );
  const all = companies.map((company) => rowsOf(company, passwordHash));
  const { id, email } = superAdmin;
  const platform = user(id, "SUPER_ADMIN", null, { email, password_hash: passwordHash, company_id: null });
  const statements = [
    // The order of the tables does not matter while nothing looks at references.
    "SET session_replication_role = replica",
    ...rows.map(({ name }) => `DELETE FROM "${name}"`),
    insert("plans", [{ id: "plan", code: "starter", name: "Starter", seats: 5, monthly_price: 50 }]),
    insert("users", [platform]),
    ...Object.keys(all[0]).map((table) => insert(table, all.flatMap((own) => own[table]))),
    ...["plots", "calls", "quote_lines"].map((table) => `ALTER SEQUENCE ${table}_id_seq RESTART WITH 1000`),
    "SET session_replication_role = DEFAULT",
  ];
  return `${statements.join(";\n")};`;
}

function insert(table, rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => `(${columns.map((column) => literal(row[column])).join(", ")})`);
  return `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(", ")}) VALUES ${values.join(", ")}`;
}

function literal(value) {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value ?? null);
}

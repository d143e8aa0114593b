const get = (path) => ({ method: "GET", path });
const post = (path, body = {}) => ({ method: "POST", path, body });
const patch = (path, body) => ({ method: "PATCH", path, body });
const put = (path, body) => ({ method: "PUT", path, body });
const remove = (path) => ({ method: "DELETE", path });

const newClient = { firstName: "Bola", lastName: "Probe", email: "bola@probe.example" };
const line = { label: "Plot", amount: 9_000 };

/**
 * Every endpoint of the application, and the request that is tried: with ids of the own company, which has to work, and
 * with those of the other company, which must not. `shows`: the answer names something of the company whose ids it got.
 * `keeps`: the row that stays behind, marked as deleted.
 */
export const endpoints = [
  endpoint("list", "GET /api/estates", () => get("/api/estates"), { shows: true }),
  endpoint("list", "GET /api/estates/available", () => get("/api/estates/available"), { shows: true }),
  endpoint("read", "GET /api/estates/:id", (ids) => get(`/api/estates/${ids.estate}`), { shows: true }),
  endpoint("create", "POST /api/estates", () => post("/api/estates", { name: "Probe Park", location: "Ibadan" })),
  endpoint("update", "PATCH /api/estates/:id", (ids) => patch(`/api/estates/${ids.estate}`, { location: "Abuja" })),
  endpoint("delete", "DELETE /api/estates/:id", (ids) => remove(`/api/estates/${ids.estate}`), {
    keeps: (ids) => ["estates", ids.estate],
  }),
  endpoint("list", "GET /api/estates/:id/plots", (ids) => get(`/api/estates/${ids.estate}/plots`), { shows: true }),
  endpoint("create", "POST /api/estates/:id/plots", (ids) => post(`/api/estates/${ids.estate}/plots`, { size: 1, price: 1 })),
  endpoint("read", "GET /api/plots/:id", (ids) => get(`/api/plots/${ids.plot}`), { shows: true }),
  endpoint("update", "PATCH /api/plots/:id", (ids) => patch(`/api/plots/${ids.plot}`, { price: 1 })),
  // The plot's own client, then the own plot for a client of the other company, and the other way round.
  endpoint("create", "POST /api/plots/:id/allocate", (ids) => post(`/api/plots/${ids.plot}/allocate`, { clientId: ids.client })),
  endpoint("create", "POST /api/plots/:id/allocate (plot)", (ids, own) =>
    post(`/api/plots/${ids.plot}/allocate`, { clientId: own.client }),
  ),
  endpoint("create", "POST /api/plots/:id/allocate (client)", (ids, own) =>
    post(`/api/plots/${own.plot}/allocate`, { clientId: ids.client }),
  ),
  endpoint("list", "GET /api/allocations", () => get("/api/allocations"), { shows: true }),
  endpoint("delete", "DELETE /api/allocations/:id", (ids) => remove(`/api/allocations/${ids.allocation}`)),

  endpoint("list", "GET /api/clients", () => get("/api/clients"), { shows: true }),
  endpoint("list", "GET /api/clients/search", (ids) => get(`/api/clients/search?q=${ids.mark}`), { shows: true }),
  endpoint("read", "GET /api/clients/:id", (ids) => get(`/api/clients/${ids.client}`), { shows: true }),
  endpoint("create", "POST /api/clients", () => post("/api/clients", newClient)),
  endpoint("create", "POST /api/clients/import", () => post("/api/clients/import", { clients: [newClient] })),
  endpoint("update", "PUT /api/clients/:id", (ids) => put(`/api/clients/${ids.client}`, { phone: "0800" })),
  endpoint("delete", "DELETE /api/clients/:id", (ids) => remove(`/api/clients/${ids.client}`), {
    keeps: (ids) => ["clients", ids.client],
  }),

  endpoint("list", "GET /api/team", () => get("/api/team"), { shows: true }),
  endpoint("create", "POST /api/team", () => post("/api/team", { name: "Chi", email: "chi@probe.example", role: "MARKETER" })),
  endpoint("create", "POST /api/team/invite", (ids) =>
    post("/api/team/invite", { name: "Eze", email: "eze@probe.example", role: "MARKETER", companyId: ids.company }),
  ),
  endpoint("update", "PATCH /api/team/:id", (ids) => patch(`/api/team/${ids.marketer}`, { role: "ADMIN" })),
  endpoint("delete", "DELETE /api/team/:id", (ids) => remove(`/api/team/${ids.marketer}`), {
    keeps: (ids) => ["users", ids.marketer],
  }),

  endpoint("list", "GET /api/messages", () => get("/api/messages"), { shows: true }),
  endpoint("read", "GET /api/messages/:id", (ids) => get(`/api/messages/${ids.message}`), { shows: true }),
  endpoint("create", "POST /api/messages", (ids) => post("/api/messages", { recipientId: ids.marketer, body: "Hello" })),
  endpoint("update", "POST /api/messages/read", () => post("/api/messages/read")),

  endpoint("list", "GET /api/assignments", () => get("/api/assignments"), { shows: true }),
  endpoint("create", "POST /api/assignments (client)", (ids, own) =>
    post("/api/assignments", { clientId: ids.client, marketerId: own.marketer }),
  ),
  endpoint("create", "POST /api/assignments (marketer)", (ids, own) =>
    post("/api/assignments", { clientId: own.client, marketerId: ids.marketer }),
  ),
  endpoint("delete", "DELETE /api/assignments/:id", (ids) => remove(`/api/assignments/${ids.assignment}`)),

  endpoint("list", "GET /api/calls", (ids) => get(`/api/calls?clientId=${ids.client}`), { shows: true }),
  endpoint("create", "POST /api/calls", (ids) => post("/api/calls", { clientId: ids.client, summary: "No answer" })),
  endpoint("update", "PATCH /api/calls/:id", (ids) => patch(`/api/calls/${ids.call}`, { minutes: 7 })),

  endpoint("list", "GET /api/emails", () => get("/api/emails"), { shows: true }),
  endpoint("read", "GET /api/emails/:id", (ids) => get(`/api/emails/${ids.email}`), { shows: true }),
  endpoint("create", "POST /api/emails", (ids) => post("/api/emails", { clientId: ids.client, subject: "Hi", body: "Hi" })),

  endpoint("list", "GET /api/quotes", () => get("/api/quotes"), { shows: true }),
  endpoint("read", "GET /api/quotes/:id", (ids) => get(`/api/quotes/${ids.quote}`), { shows: true }),
  endpoint("create", "POST /api/quotes (client)", (ids, own) =>
    post("/api/quotes", { clientId: ids.client, plotId: own.plot, lines: [line] }),
  ),
  endpoint("create", "POST /api/quotes (plot)", (ids, own) =>
    post("/api/quotes", { clientId: own.client, plotId: ids.plot, lines: [line] }),
  ),
  endpoint("update", "PATCH /api/quotes/:id/status", (ids) => patch(`/api/quotes/${ids.quote}/status`, { status: "SENT" })),
  endpoint("delete", "DELETE /api/quotes/:id", (ids) => remove(`/api/quotes/${ids.quote}`)),

  endpoint("list", "GET /api/documents", () => get("/api/documents"), { shows: true }),
  endpoint("list", "GET /api/documents?clientId", (ids) => get(`/api/documents?clientId=${ids.client}`), { shows: true }),
  endpoint("read", "GET /api/documents/:id/download", (ids) => get(`/api/documents/${ids.document}/download`), { shows: true }),
  endpoint("create", "POST /api/documents", (ids) => post("/api/documents", { title: "Deed", content: "-", clientId: ids.client })),
  endpoint("delete", "DELETE /api/documents/:id", (ids) => remove(`/api/documents/${ids.document}`), {
    keeps: (ids) => ["documents", ids.document],
  }),

  endpoint("list", "GET /api/files", () => get("/api/files"), { shows: true }),
  endpoint("read", "GET /api/files/:id", (ids) => get(`/api/files/${ids.file}`), { shows: true }),
  endpoint("create", "POST /api/files", () => post("/api/files", { name: "plan.pdf", size: 1 })),
  endpoint("delete", "POST /api/files/delete", (ids) => post("/api/files/delete", { ids: [ids.file] })),

  endpoint("list", "GET /api/notifications", () => get("/api/notifications"), { shows: true }),
  endpoint("update", "POST /api/notifications/read", () => post("/api/notifications/read")),
  endpoint("update", "PATCH /api/notifications/:id", (ids) => patch(`/api/notifications/${ids.notification}`, {})),

  endpoint("read", "GET /api/company", () => get("/api/company"), { shows: true }),
  endpoint("update", "PATCH /api/company", () => patch("/api/company", { name: "Renamed Homes" })),
  endpoint("read", "GET /api/auth/me", () => get("/api/auth/me"), { shows: true }),
  endpoint("update", "POST /api/auth/password", () => post("/api/auth/password", { password: "open the gate" })),
  endpoint("list", "GET /api/plans", () => get("/api/plans")),
  endpoint("cache", "POST /api/dashboard/refresh", () => post("/api/dashboard/refresh")),
  endpoint("cache", "GET /api/dashboard", () => get("/api/dashboard"), { shows: true }),
];

/** Only super-admins may call these; they see every company's rows. */
export const backOffice = [get("/api/admin/companies"), get("/api/admin/estates"), get("/api/admin/users")];

function endpoint(kind, name, request, rest = {}) {
  return { kind, name, request, ...rest };
}

/** A defect planted in `examples/estate`, and the rule that has to find it. */
export interface Leak {
  /** Path from the repository's root. */
  readonly file: string;
  /** Text that opens the route or the function, as the source writes it. */
  readonly at: string;
  readonly model: string | undefined;
  /** Absent where no rule of today covers the defect. */
  readonly rule: string | undefined;
  readonly kind: string;
  /**
   * Where one file is enough to tell. `strict`: only other files show the leak, the function's callers or the guard that
   * stands before the handler; until summaries cross files it is reported under `strict` only.
   */
  readonly shown: "recommended" | "strict";
}

const filter = "require-tenant-filter";
const create = "require-tenant-on-create";
const cache = "require-tenant-cache-key";

export const leaks: readonly Leak[] = [
  leak("routes/estates.ts", 'estateRoutes.get("/",', "Estate", filter, "list without filter"),
  leak("routes/estates.ts", 'estateRoutes.post("/",', "Estate", create, "create without company"),
  leak("routes/estates.ts", 'estateRoutes.patch("/:id"', "Estate", filter, "update by id"),
  leak("routes/estates.ts", 'estateRoutes.delete("/:id"', "Estate", filter, "soft delete by id"),
  leak("routes/estates.ts", 'estateRoutes.get("/:id/plots"', "Plot", filter, "children of an id from the request"),
  leak("routes/estates.ts", 'estateRoutes.post("/:id/plots"', "Plot", undefined, "last row + 1"),

  leak("routes/public.ts", 'publicRoutes.get("/estates/available"', "Estate", "no-nullable-tenant", "company may be undefined"),

  leak("routes/plots.ts", 'plotRoutes.get("/plots/:id"', "Plot", filter, "read by id"),
  leak("routes/plots.ts", 'plotRoutes.post("/plots/:id/allocate"', "Plot", filter, "id from the request handed to a helper"),
  leak("routes/plots.ts", 'plotRoutes.post("/plots/:id/allocate"', "Client", filter, "id from the request handed to a helper"),
  leak("services/allocations.ts", "function allocatePlot", "Plot", filter, "read by id in a transaction", "strict"),
  leak("services/allocations.ts", "function allocatePlot", "Client", filter, "read by id in a transaction", "strict"),
  leak("services/allocations.ts", "function allocatePlot", "PlotAllocation", filter, "aggregate without filter", "strict"),
  leak("services/allocations.ts", "function allocatePlot", "PlotAllocation", create, "create without company", "strict"),
  leak("services/allocations.ts", "function allocatePlot", "PlotAllocation", undefined, "max + 1"),
  leak("services/allocations.ts", "function cancelAllocation", "PlotAllocation", filter, "company received and ignored"),

  leak("routes/clients.ts", 'clientRoutes.get("/search"', "Client", filter, "unscoped branch of OR"),
  leak("routes/clients.ts", 'clientRoutes.get("/:id"', "Client", filter, "read by id"),
  leak("routes/clients.ts", 'clientRoutes.post("/",', "Message", create, "nested create without company"),
  leak("routes/clients.ts", 'clientRoutes.post("/import"', "Client", create, "bulk create without company"),

  leak("routes/team.ts", 'teamRoutes.get("/",', "User", filter, "list without company"),
  leak("routes/team.ts", 'teamRoutes.post("/invite"', "User", "no-untrusted-tenant", "company from the body", "strict"),
  leak("routes/team.ts", 'teamRoutes.patch("/:id"', "User", filter, "update by id"),
  leak("services/uid.ts", "function nextUid", "User", undefined, "count + 1"),
  leak("services/uid.ts", "function nextUid", "User", undefined, "handmade UID"),

  leak("routes/messages.ts", 'messageRoutes.get("/:id"', "Message", filter, "read by id"),
  leak("routes/messages.ts", 'messageRoutes.post("/",', "User", filter, "reference read by id"),
  leak("routes/messages.ts", 'messageRoutes.post("/",', "Message", create, "create without company"),

  leak("routes/assignments.ts", 'assignmentRoutes.get("/",', "Assignment", filter, "list without filter"),
  leak("routes/assignments.ts", 'assignmentRoutes.post("/",', "Client", filter, "reference read by id"),
  leak("routes/assignments.ts", 'assignmentRoutes.post("/",', "User", filter, "reference read by id"),

  leak("routes/calls.ts", 'callRoutes.get("/",', "Call", filter, "children of an id from the request"),
  leak("routes/calls.ts", 'callRoutes.post("/",', "Call", create, "create without company"),
  leak("routes/calls.ts", 'callRoutes.patch("/:id"', "Call", filter, "update by id"),

  leak("services/quotes.ts", "function listQuotes", "Quote", filter, "filter built without company", "strict"),
  leak("services/quotes.ts", "function createQuote", "Quote", undefined, "count + 1"),
  leak("services/quotes.ts", "function setQuoteStatus", "Quote", filter, "update by an id that callers take from the request", "strict"),

  leak("routes/quotes.ts", 'quoteRoutes.patch("/:id/status"', "Quote", filter, "id from the request handed to a helper"),

  leak("services/documents.ts", "function listDocuments", "Document", filter, "one branch without company"),
  leak("services/documents.ts", "function getDocument", "Document", filter, "company received and ignored"),
  leak("routes/documents.ts", 'documentRoutes.post("/",', "Client", filter, "id from the request handed to a helper"),
  leak("services/documents.ts", "function createDocument", "Client", filter, "reference read by id", "strict"),
  leak("services/documents.ts", "function createDocument", "Document", filter, "last row of all companies", "strict"),
  leak("services/documents.ts", "function createDocument", "Document", create, "create without company", "strict"),
  leak("services/documents.ts", "function createDocument", "Document", undefined, "last row + 1"),

  leak("routes/files.ts", 'fileRoutes.get("/:id"', "StoredFile", filter, "read by id"),
  leak("routes/files.ts", 'fileRoutes.post("/delete"', "StoredFile", filter, "bulk delete by ids from the body"),

  leak("routes/notifications.ts", 'notificationRoutes.patch("/:id"', "Notification", filter, "update by id"),

  leak("routes/dashboard.ts", 'dashboardRoutes.get("/",', undefined, cache, "one key for all companies"),
  leak("routes/dashboard.ts", 'dashboardRoutes.post("/refresh"', undefined, cache, "one key for all companies"),
];

function leak(
  file: string,
  at: string,
  model: string | undefined,
  rule: string | undefined,
  kind: string,
  shown: Leak["shown"] = "recommended",
): Leak {
  return { file: `examples/estate/src/${file}`, at, model, rule, kind, shown };
}

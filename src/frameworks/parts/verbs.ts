/** Methods of routers that register a handler for requests of a kind. */
export const verbs: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete", "del", "head", "options", "all", "any"]);

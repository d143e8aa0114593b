import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";
import { procedureContext } from "./parts/shapes.ts";

/** What server code put around a request: who is asking, and often the client or the transaction that its queries run on. */
const store: Shape = {
  ...(procedureContext as { readonly [name: string]: Shape }),
  manager: "server", entityManager: "server", queryRunner: "server", transaction: "server", trx: "server", client: "server", connection: "server",
};

export default defineFramework({
  name: "async-context",
  packages: ["node:async_hooks"],
  docs: "https://nodejs.org/api/async_context.html",
  sources: [
    { from: "node:async_hooks", name: "new AsyncLocalStorage.getStore", gives: store },
    { from: "async_hooks", name: "new AsyncLocalStorage.getStore", gives: store },
  ],
});

import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";

/** Users edit their own `user_metadata`. */
const session: Shape = { user: { user_metadata: "request", "*": "identity" }, "*": "identity" };

export default defineFramework({
  name: "auth0",
  packages: ["@auth0/nextjs-auth0"],
  docs: "https://github.com/auth0/nextjs-auth0/blob/main/EXAMPLES.md",
  sources: [{ from: "@auth0/nextjs-auth0/*", name: "getSession", gives: session }],
  methods: [{ path: "auth0.getSession", gives: session }],
});

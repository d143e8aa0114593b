import type { Shape } from "../analysis/value.ts";
import { defineFramework, type Source } from "./framework.ts";

/** `unsafeMetadata` is written from the browser; the other metadata only by the project's backend. */
const user: Shape = { unsafeMetadata: "request", "*": "identity" };
const names: readonly (readonly [string, Shape])[] = [
  ["auth", { sessionClaims: { unsafe_metadata: "request", unsafeMetadata: "request", "*": "identity" }, "*": "identity" }],
  ["auth.protect", "identity"],
  ["getAuth", "identity"],
  ["currentUser", user],
  ["verifyToken", "identity"],
];
const modules = ["@clerk/nextjs/*", "@clerk/express", "@clerk/fastify", "@clerk/backend", "@clerk/remix/*", "@clerk/react-router/*", "@clerk/astro/*", "@clerk/tanstack-react-start/*", "@clerk/clerk-sdk-node", "@hono/clerk-auth"];

export default defineFramework({
  name: "clerk",
  packages: ["@clerk/nextjs", "@clerk/express", "@clerk/fastify", "@clerk/backend"],
  docs: "https://clerk.com/docs/references/backend/types/auth-object",
  sources: modules.flatMap((from) => names.map(([name, gives]): Source => ({ from, name, gives }))),
  methods: [
    // Of whichever user the argument names, so nothing but the part that is never to be trusted.
    { path: ".users.getUser", gives: { unsafeMetadata: "request" } },
  ],
});

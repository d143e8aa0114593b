import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "next-auth",
  packages: ["next-auth", "@auth/core", "@auth/express", "@auth/sveltekit"],
  docs: "https://authjs.dev/getting-started/session-management/protecting",
  sources: [
    { from: "next-auth/*", name: "getServerSession", gives: "identity" },
    { from: "next-auth/*", name: "unstable_getServerSession", gives: "identity" },
    { from: "next-auth/react", name: "getSession", gives: "identity" },
    { from: "next-auth/jwt", name: "getToken", gives: "identity" },
    // Unlike other libraries' `decode`, it decrypts the token with the server's secret.
    { from: "next-auth/jwt", name: "decode", gives: "identity" },
    { from: "@auth/core/jwt", name: "getToken", gives: "identity" },
    { from: "@auth/core/jwt", name: "decode", gives: "identity" },
    { from: "@auth/express", name: "getSession", gives: "identity" },
  ],
});

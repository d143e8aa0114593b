import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "firebase",
  packages: ["firebase-admin"],
  docs: "https://firebase.google.com/docs/auth/admin/verify-id-tokens",
  methods: [
    { path: ".verifyIdToken", gives: "identity" },
    { path: ".verifySessionCookie", gives: "identity" },
  ],
});

import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "better-auth",
  packages: ["better-auth"],
  docs: "https://www.better-auth.com/docs/concepts/session-management",
  methods: [
    { path: ".api.getSession", gives: "identity" },
    { path: ".api.getActiveMember", gives: "identity" },
    { path: ".api.verifyApiKey", gives: "identity" },
  ],
});

import { defineFramework } from "./framework.ts";

const modules = ["@workos-inc/authkit-nextjs", "@workos-inc/authkit-remix", "@workos-inc/authkit-react-router"];

export default defineFramework({
  name: "workos",
  packages: ["@workos-inc/node", ...modules],
  docs: "https://workos.com/docs/user-management",
  sources: modules.map((from) => ({ from, name: "withAuth", gives: "identity" })),
  methods: [
    { path: ".userManagement.authenticateWithSessionCookie", gives: "identity" },
    { path: ".userManagement.loadSealedSession", gives: "identity" },
  ],
});

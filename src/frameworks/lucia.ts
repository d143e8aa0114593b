import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "lucia",
  packages: ["lucia"],
  docs: "https://v3.lucia-auth.com/sessions/overview",
  methods: [{ path: "lucia.validateSession", gives: "identity" }],
});

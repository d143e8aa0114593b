import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "jwt-decode",
  packages: ["jwt-decode"],
  docs: "https://github.com/auth0/jwt-decode",
  sources: [
    { from: "jwt-decode", name: "default", gives: "request" },
    { from: "jwt-decode", name: "jwtDecode", gives: "request" },
  ],
});

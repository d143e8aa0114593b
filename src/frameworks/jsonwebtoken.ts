import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "jsonwebtoken",
  packages: ["jsonwebtoken"],
  docs: "https://github.com/auth0/node-jsonwebtoken",
  sources: [
    { from: "jsonwebtoken", name: "default.verify", gives: "identity" },
    { from: "jsonwebtoken", name: "default.decode", gives: "request" },
  ],
});

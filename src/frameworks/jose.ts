import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "jose",
  packages: ["jose"],
  docs: "https://github.com/panva/jose",
  sources: [
    { from: "jose", name: "jwtVerify", gives: { payload: "identity", protectedHeader: "request", "*": "identity" } },
    { from: "jose", name: "jwtDecrypt", gives: { payload: "identity", protectedHeader: "request", "*": "identity" } },
    { from: "jose", name: "decodeJwt", gives: "request" },
    { from: "jose", name: "decodeProtectedHeader", gives: "request" },
  ],
});

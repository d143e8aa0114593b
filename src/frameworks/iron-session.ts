import { defineFramework } from "./framework.ts";

export default defineFramework({
  name: "iron-session",
  packages: ["iron-session"],
  docs: "https://github.com/vvo/iron-session",
  sources: [
    { from: "iron-session/*", name: "getIronSession", gives: "identity" },
    { from: "iron-session", name: "unsealData", gives: "identity" },
  ],
});

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** ts-morph, loaded when it is first needed: it takes longer to load than most files take to plan. */
export function loadTsMorph(): typeof import("ts-morph") {
  return require("ts-morph") as typeof import("ts-morph");
}

import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";

const require = createRequire(import.meta.url);

/** ts-morph, loaded when it is first needed: it takes longer to load than most files take to plan. */
export function loadTsMorph(): typeof TsMorph {
  return require("ts-morph") as typeof TsMorph;
}

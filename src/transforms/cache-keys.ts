import codemod from "../codemods/cache-keys.ts";
import { toTransform } from "./to-transform.ts";

/** `npx jscodeshift -t node_modules/ringfence/dist/transforms/cache-keys.js src` */
export default toTransform(codemod);

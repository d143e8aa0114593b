import codemod from "../codemods/sequences.ts";
import { toTransform } from "./to-transform.ts";

/** `npx jscodeshift -t node_modules/ringfence/dist/transforms/sequences.js src` */
export default toTransform(codemod);

import codemod from "../codemods/uids.ts";
import { toTransform } from "./to-transform.ts";

/** `npx jscodeshift -t node_modules/ringfence/dist/transforms/uids.js src` */
export default toTransform(codemod);

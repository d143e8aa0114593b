import codemod from "../codemods/tenant-filter.ts";
import { toTransform } from "./to-transform.ts";

/** `npx jscodeshift -t node_modules/ringfence/dist/transforms/tenant-filter.js src` */
export default toTransform(codemod);

import codemod from "../codemods/tenant-on-create.ts";
import { toTransform } from "./to-transform.ts";

/** `npx jscodeshift -t node_modules/ringfence/dist/transforms/tenant-on-create.js src` */
export default toTransform(codemod);

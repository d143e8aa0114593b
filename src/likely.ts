import plugin from "./index.ts";

/** The same rules under the namespace of the warnings. oxlint loads a module under one name only, hence this second one. */
export default { meta: { ...plugin.meta, name: "ringfence-likely", namespace: "ringfence-likely" }, rules: plugin.rules };

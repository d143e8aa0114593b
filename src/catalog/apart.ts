/** Names of folders whose schemas serve the files beside them and no others. */
export const apart = /^(fixtures?|__fixtures__|tests?|__tests__|e2e|examples?|templates?|samples?|demos?|playgrounds?|docs|bench|benchmarks?)$/;

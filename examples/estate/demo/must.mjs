/** A step did not do what it must. */
export class StepError extends Error {
  name = "StepError";
}

/** Throws unless `condition` holds; `otherwise` says what is wrong. */
export function must(condition, otherwise) {
  if (!condition) throw new StepError(otherwise);
}

import type { Confidence } from "../analysis/judgement.ts";
import type { Report } from "../rules/rule.ts";

/** `error`: fix before merging. `warning`: look at it. */
export type Severity = "error" | "warning";

/** How many reports are wanted. */
export type Preset = "recommended" | "strict";

/** The confidences that each preset reports. */
export const reportedConfidences: Readonly<Record<Preset, readonly Confidence[]>> = {
  recommended: ["certain", "likely"],
  strict: ["certain", "likely", "possible"],
};

/** How sure a report is. What is the callers' duty or cannot be read is never more than possible. */
export function confidenceOf({ verdict, confidence }: Pick<Report, "verdict" | "confidence">): Confidence {
  return verdict === "caller" || verdict === "unknown" ? "possible" : confidence;
}

/** The same in every host and preset: ESLint gives a rule one severity, so `ringfence-likely` holds the warnings. */
export function severityOf(confidence: Confidence): Severity {
  return confidence === "certain" ? "error" : "warning";
}

/** The id under which linters know a rule's reports of a confidence, and under which comments switch them off. */
export function ruleIdOf(rule: string, confidence: Confidence): string {
  return `${severityOf(confidence) === "error" ? "ringfence" : "ringfence-likely"}/${rule}`;
}

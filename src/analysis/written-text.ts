import type { FileFacts } from "./file-facts.ts";
import type { Value } from "./value.ts";

/** The text that a value is: written in place, put together from constants, or a constant of another file. */
export function writtenText(value: Value | undefined, facts: Pick<FileFacts, "imported">): string | undefined {
  switch (value?.kind) {
    case "constant":
      return typeof value.value === "string" ? value.value : undefined;
    case "text": {
      const parts = value.parts.map((part) => writtenText(part, facts));
      return value.sum || parts.includes(undefined) ? undefined : parts.join("");
    }
    case "reference": {
      const imported = value.root.kind === "import" ? facts.imported(value) : undefined;
      return imported && imported.kind !== "reference" ? writtenText(imported, facts) : undefined;
    }
    default:
      return undefined;
  }
}

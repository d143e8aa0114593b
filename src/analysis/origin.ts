import { injectedShape } from "../frameworks/parts/injected-request.ts";
import { originAt } from "../frameworks/shape.ts";
import type { FileFacts } from "./file-facts.ts";
import type { Origin, Reference } from "./value.ts";

/** What a reference carries, by where it comes from; undefined when nothing is known. Names alone never decide. */
export function originOf(reference: Reference, facts: FileFacts): Origin | undefined {
  const { trusted, untrusted } = facts.settings;
  if (trusted.length > 0 || untrusted.length > 0) {
    const name = dottedName(reference);
    if (untrusted.some((prefix) => startsWithName(name, prefix))) return "request";
    if (trusted.some((prefix) => startsWithName(name, prefix))) return "identity";
  }
  const { root, path } = reference;
  switch (root.kind) {
    case "parameter":
    case "call":
      return root.shape && originAt(root.shape, path);
    case "import":
      // A value that another module exports is the same for every request.
      return "server";
    case "global":
      return root.name === "process" ? "server" : undefined;
    case "this":
      return originAt(injectedShape(root.owner, path[0] ?? ""), path.slice(1));
    default:
      return undefined;
  }
}

/** The reference as its source reads, without calls' arguments: `req.company.id`, `getCurrentCompany().id`. */
export function dottedName(reference: Reference): string {
  const { root, path } = reference;
  const steps = path.filter((step) => step !== "*");
  switch (root.kind) {
    case "parameter":
      return [root.name, ...steps].filter((step) => step !== undefined).join(".");
    case "import":
    case "global":
      return [root.name, ...steps].join(".");
    case "this":
      return ["this", ...steps].join(".");
    case "call": {
      const callee = root.callee.kind === "reference" ? dottedName(root.callee) : "";
      return [`${callee}()`, ...steps].join(".");
    }
    default:
      return steps.join(".");
  }
}

function startsWithName(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}.`) || name.endsWith(`.${prefix}`) || name.includes(`.${prefix}.`);
}

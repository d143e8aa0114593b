import { describeValue, isWellFormedText } from "../text.ts";
import { type PathRefusal, type TenantPathError, unsafePath } from "./tenant-path-error.ts";

/**
 * A part of a path below the tenant's folder: a name, or several joined by `/`.
 *
 * @example
 * const parts: PathPart[] = ["invoices", 2026, "march/0001.pdf"];
 */
export type PathPart = string | number | bigint;

// What no part may hold, in the order in which it is told.
const UNSAFE: readonly (readonly [RegExp, PathRefusal])[] = [
  [/^\//, "absolute"],
  [/\\/, "separator"],
  // A colon names a drive (`C:x`) or a stream of a file on NTFS (`plan.pdf:hidden`).
  [/[\p{Cc}:]/u, "forbidden-character"],
  [/^$|\/(?:\/|$)/, "empty"],
  [/(?:^|\/)\.\.?(?:\/|$)/, "climbs-out"],
  // Windows drops them, so that `..  ` would climb and two names would be one file.
  [/[. ](?:\/|$)/, "trailing-dot-or-space"],
  // What Windows opens as a device in every folder, whatever extension or blanks follow.
  [/(?:^|\/)(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|con(?:in|out)\$) *(?:\.|\/|$)/i, "device-name"],
];

/** The names that the parts stand for, each of them safe in a folder on every system; else TenantPathError. */
export function pathSegments(parts: readonly PathPart[]): string[] {
  return parts.flatMap((part) => {
    const text = partText(part);
    for (const [pattern, reason] of UNSAFE) if (pattern.test(text)) throw refused(reason, part);
    return text.split("/");
  });
}

function partText(part: PathPart): string {
  if (typeof part === "bigint" || (typeof part === "number" && Number.isFinite(part))) return String(part);
  if (typeof part === "string" && isWellFormedText(part)) return part;
  throw refused("not-text", part);
}

function refused(reason: PathRefusal, part: unknown): TenantPathError {
  return unsafePath(reason, `Expected a path below the tenant's folder, got ${describeValue(part)} (${reason}).`);
}

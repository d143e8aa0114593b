import { describeValue, isWellFormedText } from "../text.ts";
import { type PathRefusal, type TenantPathError, unsafePath } from "./tenant-path-error.ts";

/**
 * A part of a path below the tenant's folder: a name, or several joined by `/`.
 *
 * @example
 * const parts: PathPart[] = ["invoices", 2026, "march/0001.pdf"];
 */
export type PathPart = string | number | bigint;

// What Windows opens as a device in every folder, whatever extension or blanks follow.
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

/** The names that the parts stand for, each of them safe in a folder on every system; else TenantPathError. */
export function pathSegments(parts: readonly PathPart[]): string[] {
  return parts.flatMap((part) => {
    const text = partText(part);
    if (text.startsWith("/")) throw refused("absolute", part);
    if (/\p{Cc}/u.test(text)) throw refused("forbidden-character", part);
    if (text.includes("\\")) throw refused("separator", part);
    // A drive (`C:x`) or a stream of a file on NTFS (`plan.pdf:hidden`).
    if (text.includes(":")) throw refused("forbidden-character", part);
    const segments = text.split("/");
    for (const segment of segments) checkSegment(segment, part);
    return segments;
  });
}

function partText(part: PathPart): string {
  if (typeof part === "bigint" || (typeof part === "number" && Number.isFinite(part))) return String(part);
  if (typeof part === "string" && isWellFormedText(part)) return part;
  throw refused("not-text", part);
}

function checkSegment(segment: string, part: PathPart): void {
  if (segment === "") throw refused("empty", part);
  if (segment === "." || segment === "..") throw refused("climbs-out", part);
  // Windows drops them, so that `..  ` would climb and two names would be one file.
  if (/[. ]$/.test(segment)) throw refused("trailing-dot-or-space", part);
  if (DEVICE.test(segment)) throw refused("device-name", part);
}

function refused(reason: PathRefusal, part: unknown): TenantPathError {
  return unsafePath(reason, `Expected a path below the tenant's folder, got ${describeValue(part)} (${reason}).`);
}

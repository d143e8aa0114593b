import { lstat, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { requireTenant } from "../tenant/tenant-context.ts";
import { type PathPart, pathSegments } from "./path-segments.ts";
import { tenantFolder } from "./tenant-folder.ts";
import { unsafePath } from "./tenant-path-error.ts";
import { expected, propertyOf } from "../values.ts";

/**
 * An absolute path in the folder of the tenant in force: `/srv/files/t1-acme/invoices/0001.pdf`. Touches no disk.
 *
 * Whatever the parts hold, the path lies in `<root>/<tenantFolder>`: a part that is absolute, climbs (`..`), is empty, holds a NUL,
 * another control character, a backslash or a colon, ends in a dot or blank, or names a device of Windows is a TenantPathError (status
 * 400), on every system alike. A part may hold `/`. Links on the disk are not looked at: see `realTenantPath`. No tenant throws
 * TenantRequiredError.
 *
 * Concurrency: a function of the tenant in force, the root and the parts. Crash: keeps nothing.
 *
 * @example
 * await writeFile(tenantPath(root, "invoices", `${invoice.number}.pdf`), pdf);
 */
export function tenantPath(root: string, ...parts: readonly PathPart[]): string {
  return join(resolve(checkedRoot(root)), tenantFolder(requireTenant()), ...pathSegments(parts));
}

/**
 * As `tenantPath`, with the links on the disk followed: the path that really will be opened. A link that leads out of the tenant's
 * folder, to nowhere or in a circle is a TenantPathError, also when the tenant's folder itself is the link. The root must exist and may be
 * a link; what does not exist yet below it is taken as it stands.
 *
 * Concurrency: the tenant is read at the call. A link that somebody sets between this check and the opening of the file is not
 * seen: let nobody but the application write below the root. Crash: reads only.
 *
 * @example
 * const file = await realTenantPath(root, request.params.name);
 */
export async function realTenantPath(root: string, ...parts: readonly PathPart[]): Promise<string> {
  const names = [tenantFolder(requireTenant()), ...pathSegments(parts)];
  const realRoot = await realpath(checkedRoot(root));
  const home = join(realRoot, names[0] ?? "");
  let path = realRoot;
  for (const [index, name] of names.entries()) {
    const next = join(path, name);
    const found = await lstat(next).catch(undefinedIfMissing);
    if (found === undefined) return join(path, ...names.slice(index));
    path = found.isSymbolicLink() ? await targetWithin(home, next) : next;
  }
  return path;
}

async function targetWithin(home: string, link: string): Promise<string> {
  // A link to nowhere would be a file elsewhere as soon as it is written through.
  const target = await realpath(link).catch(() => undefined);
  if (target !== undefined && link !== home && isWithin(home, target)) return target;
  throw unsafePath("symbolic-link", "A link leads out of the tenant's folder.");
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function checkedRoot(root: string): string {
  if (typeof root === "string" && root !== "" && !root.includes("\0")) return root;
  throw expected("the folder of all tenants", root);
}

function undefinedIfMissing(error: unknown): undefined {
  if (propertyOf(error, "code") === "ENOENT") return undefined;
  throw error;
}

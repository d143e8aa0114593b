import type { FileFacts } from "../file-facts.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Reference, Value } from "../value.ts";
import { classNamed, lineageOf } from "./classes.ts";
import type { Elsewhere, ImportedFunction } from "./elsewhere.ts";
import { importedName, importOf } from "./imported-calls.ts";

/** Where a class is named: a file, and what can be asked of the others. */
export interface Site {
  readonly facts: Pick<FileFacts, "file">;
  readonly elsewhere: Elsewhere | undefined;
}

/** True for an object of a class that the project writes from the ground up, by what it is declared to be or made of, `this` included. */
export function isOfOwnClass(value: Value, type: string | undefined, site: Site): boolean {
  if (value.kind !== "reference") return false;
  if (type !== undefined) return isOwnType(site, type);
  if (value.root.kind === "this" && value.path.length === 0) return isOwnClass(site, value.root.owner);
  const there = classMade(value) ?? objectMade(value, site);
  return there !== undefined && asks(site, there);
}

/** True for a class that gets nothing from a library, neither itself nor over those that it extends, in any number of files. */
export function isOwnClass(site: Site, owner: Node | undefined): boolean {
  const base = [...lineageOf(site, owner)].at(-1)?.superClass;
  return !base || (base.type === "Identifier" && isImportedOwn(site, base.name));
}

function isOwnType(site: Site, name: string): boolean {
  const own = classNamed(site, name);
  return own ? isOwnClass(site, own) : isImportedOwn(site, name);
}

function isImportedOwn(site: Site, name: string): boolean {
  const there = importOf(site, name);
  return there !== undefined && asks(site, { source: there.source, path: [there.name] });
}

function asks({ facts: { file }, elsewhere }: Site, name: Pick<ImportedFunction, "source" | "path">): boolean {
  return elsewhere?.isOwnClass({ from: file.path, ...name }) === true;
}

/** The imported class of an object that is made here. */
function classMade({ root, path }: Reference): Pick<ImportedFunction, "source" | "path"> | undefined {
  return root.kind === "call" && root.construct && path.length === 0 && root.callee.kind === "reference" ? importedName(root.callee) : undefined;
}

/** The class of an imported object that its file makes: `export const plots = new PlotRepository(…)`. */
function objectMade(value: Reference, { facts: { file }, elsewhere }: Site): Pick<ImportedFunction, "source" | "path"> | undefined {
  const named = importedName(value);
  const there = named && elsewhere?.valueOf({ from: file.path, ...named });
  return there?.kind === "reference" ? classMade(there) : undefined;
}

import { calledName } from "../../adapters/calls.ts";
import type { Preparation } from "../preparation.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Reference } from "../value.ts";
import { classNamed } from "./classes.ts";
import type { ImportedFunction } from "./elsewhere.ts";
import { importedBase, importedName, importOf } from "./imported-calls.ts";
import { madeBy } from "./preparations.ts";
import type { Run } from "./run.ts";
import { changesOf } from "./trial.ts";

/** What a client does to its queries by its class: `this`, what `new` makes, what a field or a parameter is declared to be. */
export function preparationsByClass(run: Run, client: Reference): readonly Preparation[] {
  if (!run.dataAdapters.some(({ clients }) => clients?.inPlace)) return [];
  const { root, path } = client;
  if (root.kind === "this" && path.length === 0) return preparationsOfClass(run, root.owner);
  if (root.kind === "call") return root.construct && path.length === 0 && root.callee.kind === "reference" ? ofNamed(run, root.callee) : [];
  const type = run.facts.declaredType(client);
  if (type === undefined || isOfLibrary(run, type)) return [];
  const own = classNamed(run, type);
  if (own) return preparationsOfClass(run, own);
  const there = importOf(run, type);
  return there ? ofImported(run, { from: run.facts.file.path, source: there.source, path: [there.name] }) : [];
}

/** What `new` is called with the name of. */
function ofNamed(run: Run, callee: Reference): readonly Preparation[] {
  const named = importedName(callee);
  const name = calledName({ callee });
  if (name === undefined || isOfLibrary(run, name)) return [];
  if (named) return ofImported(run, { from: run.facts.file.path, ...named });
  const written = callee.root.kind === "opaque" && callee.path.length === 0 && callee.root.node.type === "Identifier" ? callee.root.node.name : undefined;
  return written === undefined ? [] : preparationsOfClass(run, classNamed(run, written));
}

function ofImported({ elsewhere }: Run, type: ImportedFunction): readonly Preparation[] {
  return elsewhere?.preparedByClass(type) ?? [];
}

/** What was found of the classes of a file, for as long as what it calls in other files stays the same: another run finds out anew. */
const known = new WeakMap<Run, Map<Node, readonly Preparation[]>>();

/** What the objects of a class do that extends a library's client, over any number of files, by what is called on one as it is made and set up. */
export function preparationsOfClass(run: Run, owner: Node | undefined): readonly Preparation[] {
  const base = importedBase(run, owner);
  if (!base || !owner) return [];
  const ofRun = known.get(run) ?? new Map<Node, readonly Preparation[]>();
  known.set(run, ofRun);
  const before = ofRun.get(owner);
  if (before) return before;
  ofRun.set(owner, []);
  const below = isOfLibrary(run, base.name) ? undefined : run.elsewhere?.preparedByClass({ from: run.facts.file.path, source: base.source, path: [base.name] });
  const found = [...(below ?? []), ...changesOf(run, owner).flatMap((change) => madeBy(run, change))];
  ofRun.set(owner, found);
  return found;
}

/** True for what is declared to be a whole client, which no transaction is. */
export function isWholeClient(run: Run, client: Reference): boolean {
  const type = run.facts.declaredType(client);
  if (type === undefined) return false;
  const there = importOf(run, type);
  return isOfLibrary(run, type) || classNamed(run, type) !== undefined || (there !== undefined && run.elsewhere?.preparedByClass({ from: run.facts.file.path, source: there.source, path: [there.name] }) !== undefined);
}

function isOfLibrary({ dataAdapters }: Run, name: string): boolean {
  return dataAdapters.some(({ clients }) => clients?.open?.makers.test(name));
}

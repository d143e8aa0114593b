import type { Module, Modules } from "./modules.ts";
import { classOf, type DeclaredClass } from "./classes.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "./entities.ts";

/** The classes of a schema, by name and over imports. */
export interface Classes {
  readonly named: ReadonlyMap<string, DeclaredClass>;
  readonly modules: Modules;
  /** The entity that a class declares by itself; undefined for one that declares nothing. */
  read(declared: DeclaredClass): ReadEntity | undefined;
  /** True for a module of the library, whose classes declare no column. */
  isLibrary(source: string): boolean;
}

/** The entity that a class is, with all that the classes above it declare; its own properties take the place of theirs. */
export function inheritedEntity(declared: DeclaredClass, classes: Classes): ReadEntity | undefined {
  const own = classes.read(declared);
  if (own?.table === undefined) return undefined;
  const { bases, isWhole } = lineageOf(declared, classes);
  const entity = bases.reduce((below, base) => extended(below, classes.read(base)), own);
  return isWhole || entity.columns.some(({ primary }) => primary) ? entity : { ...entity, columns: [unseenId, ...entity.columns] };
}

/** The classes that a class extends, nearest first; whole where none of them is another package's. */
function lineageOf(declared: DeclaredClass, classes: Classes): { readonly bases: readonly DeclaredClass[]; readonly isWhole: boolean } {
  const bases: DeclaredClass[] = [];
  for (let at = declared; ; ) {
    const { base, module } = at;
    if (base === undefined || classes.isLibrary(module.imported.get(base)?.source ?? "")) return { bases, isWhole: true };
    const found = classNamed(base, module, classes);
    if (!found || bases.length > 20) return { bases, isWhole: false };
    bases.push(found);
    at = found;
  }
}

/** Over relative imports, else by its name among all that are read. */
function classNamed(name: string, module: Module, { named, modules }: Pick<Classes, "named" | "modules">): DeclaredClass | undefined {
  const found = modules.findType(name, module);
  return found?.node.type === "ClassDeclaration" ? classOf(found.node, found.module) : named.get(module.imported.get(name)?.name ?? name);
}

/** What a base class of another package may be taken to declare. */
const unseenId: ReadColumn = { name: "id", column: "id", type: "String", kind: "scalar", list: false, required: true, defaulted: true, primary: true, unique: false };

function extended(entity: ReadEntity, base: ReadEntity | undefined): ReadEntity {
  if (!base) return entity;
  return {
    ...entity,
    table: entity.table === "" ? (base.table ?? "") : entity.table,
    columns: overridden<ReadColumn>(base.columns, entity.columns),
    relations: overridden<ReadRelation>(base.relations, entity.relations),
    uniques: [...base.uniques, ...entity.uniques],
    filters: overridden(base.filters ?? [], entity.filters ?? []),
  };
}

function overridden<T extends { readonly name: string }>(base: readonly T[], own: readonly T[]): readonly T[] {
  return [...base.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
}

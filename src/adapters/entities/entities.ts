import type { Value } from "../../analysis/value.ts";
import type { Catalog, Field, Model } from "../../catalog/catalog.ts";
import { words } from "../../catalog/tenant-names.ts";

/** A model with the catalog that its relations lead into. */
export interface Schema {
  readonly model: Model;
  readonly catalog: Catalog;
}

/** The entities of one library, which its calls name by class, by schema object or by what a repository is called after. */
export class Entities {
  readonly library: string;
  readonly #byStem = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

  constructor(library: string) {
    this.library = library;
  }

  /** The entity that a name of the code stands for; a schema object may be called `PlotEntity`, and its model `Plot`. */
  named(name: string, catalog: Catalog): Model | undefined {
    const names = [name, name.replace(/(?:Entity|Schema)$/, ""), `${name}Entity`];
    return names.map((one) => catalog.models.get(one)).find((model) => model?.library === this.library);
  }

  /**
   * The entity that a value is: an imported class or schema object, one of the same file, one out of an object of
   * entities (`entities.Plot`, `entities["Plot"]`), or its name in quotes.
   */
  of(value: Value | undefined, catalog: Catalog): Model | undefined {
    if (value?.kind === "constant") return typeof value.value === "string" ? this.named(value.value, catalog) : undefined;
    if (value?.kind !== "reference") return undefined;
    const { root, path, node } = value;
    const last = path.at(-1);
    if (root.kind === "import") return this.named(last ?? (root.name === "default" && node?.type === "Identifier" ? node.name : root.name), catalog);
    if (root.kind === "opaque") return path.length === 0 && root.node.type === "Identifier" ? this.named(root.node.name, catalog) : undefined;
    if (last !== undefined) return root.kind === "row" ? undefined : this.#called(last, catalog);
    if (root.kind !== "call") return undefined;
    const isSchemaObject = root.callee.kind === "reference" && root.callee.root.kind === "import" && /^(?:EntitySchema|defineEntity)$/.test(root.callee.root.name);
    const { parent } = root.node;
    return isSchemaObject && parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? this.named(parent.id.name, catalog) : undefined;
  }

  #called(name: string, catalog: Catalog): Model | undefined {
    const model = catalog.models.get(name);
    return model?.library === this.library ? model : undefined;
  }

  /** The entity that a repository is called after: `Plot` for `plotRepository`, `PlotsRepo` and `plots_repository`. */
  ofRepositoryName(name: string, catalog: Catalog): Model | undefined {
    const [, stem] = /^_?(\w+?)_?repo(?:sitory)?$/i.exec(name) ?? [];
    if (stem === undefined) return undefined;
    const known = this.#byStem.get(catalog) ?? new Map([...catalog.models.values()].filter(({ library }) => library === this.library).map((model) => [stemOf(model.name.replace(/Entity$/, "")), model]));
    this.#byStem.set(catalog, known);
    return known.get(stemOf(stem));
  }
}

function stemOf(name: string): string {
  return words(name).join(" ");
}

/** The model at the other end of a relation. */
export function relatedSchema({ catalog }: Schema, field: Field): Schema | undefined {
  const model = field.relation && catalog.models.get(field.relation.model);
  return model && { model, catalog };
}

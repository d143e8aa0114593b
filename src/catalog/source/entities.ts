/** One column as its entity declares it. */
export interface ReadColumn {
  /** Property name. */
  readonly name: string;
  /** Name in the database. */
  readonly column: string;
  readonly type: string;
  readonly kind: "scalar" | "enum";
  readonly list: boolean;
  readonly required: boolean;
  readonly defaulted: boolean;
  readonly primary: boolean;
  readonly unique: boolean;
}

/** One relation as its entity declares it. */
export interface ReadRelation {
  readonly name: string;
  readonly target: string;
  readonly kind: "many-to-one" | "one-to-one" | "one-to-many" | "many-to-many";
  /** True where this side's table holds the key. */
  readonly holds: boolean;
  readonly required: boolean;
  readonly primary: boolean;
  /** True for a unique key over the relation alone. */
  readonly unique: boolean;
  /** Names in the database, where the declaration gives them, and the columns that they name. */
  readonly joins: readonly { readonly column: string | undefined; readonly references: string | undefined }[];
}

/** An entity, or a class that entities extend. */
export interface ReadEntity {
  readonly name: string;
  /** Undefined for a class that only others extend; empty where the parent's table holds its rows. */
  readonly table: string | undefined;
  readonly kind: "model" | "view";
  readonly file: string;
  readonly line: number;
  readonly columns: readonly ReadColumn[];
  readonly relations: readonly ReadRelation[];
  /** Properties, relations among them, of the unique keys that stand above the class. */
  readonly uniques: readonly (readonly string[])[];
  readonly filters?: readonly ReadFilter[];
}

/** A condition with a name that queries are given. */
export interface ReadFilter {
  readonly name: string;
  /** True for one that every query gets unless it turns it off. */
  readonly on: boolean;
  /** Properties over relations that are equal to a property of what the filter is given, or empty where `orNone` says so. */
  readonly conditions: readonly { readonly path: readonly string[]; readonly property: string | undefined; readonly orNone?: true }[];
}

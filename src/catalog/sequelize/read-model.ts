import type { Node } from "../../syntax/source-file.ts";
import type { ScopeCondition } from "../catalog.ts";

/** One column as its model declares it. */
export interface ReadColumn {
  /** Attribute name. */
  readonly name: string;
  /** Name in the database, where the declaration gives one. */
  readonly column: string | undefined;
  readonly type: string;
  readonly kind: "scalar" | "enum";
  readonly uuid?: true;
  readonly list: boolean;
  readonly required: boolean;
  readonly defaulted: boolean;
  readonly primary: boolean;
  /** True for a unique key of its own; a name for one that columns of the same name share. */
  readonly unique: boolean | string;
  /** What it references: a table or a model by its name, and the column there. */
  readonly references: { readonly model: string; readonly key: string | undefined } | undefined;
}

/** A model as one place declares it. */
export interface ReadModel {
  /** As the class is called, else as `define` says. */
  readonly name: string;
  /** Other names that code has for it: what holds it, and `modelName`. */
  readonly aliases: readonly string[];
  /** Undefined where none is given. */
  readonly table: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly columns: readonly ReadColumn[];
  readonly uniques: readonly (readonly string[])[];
  readonly underscored: boolean;
  /** False where `createdAt` and `updatedAt` are switched off. */
  readonly timestamps: boolean;
  readonly paranoid: boolean;
  readonly scopes: Scopes;
  /** The methods of its rows that the class declares. */
  readonly methods?: ReadonlySet<string>;
  /** What its connection is called, where that is told. */
  readonly connection?: string | undefined;
  /** The expression of that connection. */
  readonly madeWith?: Node | undefined;
}

/** What each scope pins, by its name. */
export type Scopes = Readonly<Record<string, readonly ScopeCondition[]>>;

/** `Plot.belongsTo(Estate, { as, foreignKey })`, by the names that the code uses. */
export interface Association {
  readonly kind: "belongsTo" | "hasMany" | "hasOne" | "belongsToMany";
  readonly source: string;
  readonly target: string;
  readonly as: string | undefined;
  readonly foreignKey: string | undefined;
  readonly column: string | undefined;
  readonly otherKey: string | undefined;
  readonly through: string | undefined;
  readonly required: boolean;
}

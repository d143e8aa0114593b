import type { Model, SchemaProblem } from "./catalog.ts";

/** A model as its schema declares it, before anyone knows who owns its rows. */
export type DeclaredModel = Omit<Model, "ownership">;

export type DeclaredModels = ReadonlyMap<string, DeclaredModel>;

/** What a schema reader yields: every model it could read, and what it could not. */
export interface DeclaredSchema {
  readonly models: DeclaredModels;
  readonly problems: readonly SchemaProblem[];
  /** The files read, absolute, sorted. */
  readonly files: readonly string[];
}

/** One schema file and its text. */
export interface SchemaText {
  readonly file: string;
  readonly text: string;
}

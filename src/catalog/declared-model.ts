import type { DatabaseFunction, Model, SchemaProblem } from "./catalog.ts";

/** A model as its schema declares it, before anyone knows who owns its rows. */
export type DeclaredModel = Omit<Model, "ownership">;

export type DeclaredModels = ReadonlyMap<string, DeclaredModel>;

/** What a schema reader yields: every model it could read, and what it could not. */
export interface DeclaredSchema {
  readonly models: DeclaredModels;
  readonly problems: readonly SchemaProblem[];
  /** The files read, absolute, sorted. */
  readonly files: readonly string[];
  /** What holds back the rows of tables that others declare. */
  readonly secured?: readonly SecuredTable[];
  /** What code scopes with our runtime, whoever declares the models. */
  readonly scopes?: readonly LibraryScope[];
  /** The functions of the database, whoever declares the tables that they touch. */
  readonly functions?: readonly DatabaseFunction[];
  /** The settings that code makes for transactions which it hands on. */
  readonly handedSettings?: readonly HandedSetting[];
  /** The modules that bind clients to schemas of single tenants. */
  readonly tenantSchemas?: readonly TenantSchemas[];
  /** What modules tell a container to give, whoever asks for it. */
  readonly providers?: readonly Provider[];
}

/** A setting by its name, or the function of the database that makes it, where there is such a one. */
export type HandedSetting = string | { readonly by: string };

/** A table as far as row-level security goes. */
export type SecuredTable = Pick<Model, "table" | "rowSecurity" | "rowsOpenTo" | "rowSettings">;

/** A module that binds clients to a schema, or to a database, of one tenant. */
export interface TenantSchemas {
  /** Absolute path. */
  readonly file: string;
  /** True where it hands such a client on. */
  readonly handedOn: boolean;
  /** The models that are made on such clients, and on no other. */
  readonly models?: readonly string[];
}

/** What a module tells a container to give for a token: `{ provide: DB, useFactory: () => knex(config) }`. */
export interface Provider {
  /** What the token says, or what it is called. */
  readonly token: string;
  /** Absolute path of the module. */
  readonly file: string;
}

/** A connection that code makes. */
export interface Connection {
  /** What holds it; undefined where that is nothing with a name. */
  readonly name: string | undefined;
  /** The models that it is told of, where it lists them. */
  readonly models?: readonly string[];
}

/** One call of our runtime that scopes the queries of a library, or of a client of it. */
export interface LibraryScope {
  /** The function's. */
  readonly name: string;
  readonly library: string;
  /** True where it stands in the library itself. */
  readonly everywhere: boolean;
  /** Models or tables, as the call names them. */
  readonly owned: readonly string[];
  /** Those that it leaves alone; undefined where the list cannot be read. What neither list names is refused at run time. */
  readonly shared: readonly string[] | undefined;
  /** The connection that it is given, where the package makes several of the library. */
  readonly connection?: Connection;
  /** Connections of the library that no scope is given. */
  readonly beside?: readonly Connection[];
}

/** One schema file and its text. */
export interface SchemaText {
  readonly file: string;
  readonly text: string;
}

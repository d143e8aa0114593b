import type { DeclaredSchema } from "./declared-model.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** Finds and reads the models that one library's users declare. It knows nothing of tenants: who owns what is inferred from all of them together. */
export type SchemaReader = FileReader | SourceReader;

interface AnyReader {
  /** The library, as its adapter is called; `library` of the models says the same. */
  readonly name: string;
  /** True for what only repeats what a library's own models say, such as migrations: its models count for tables that nobody else declares. */
  readonly secondary?: true;
  /** True for types that are generated from a database: migrations that make the same tables count before them. */
  readonly generated?: true;
  /** True for what only says something of the models that others declare: nothing is chosen for its sake. */
  readonly adjoins?: true;
  /** True for what is read only in a repository where no other reader finds a schema: a tool's own tables, beside models, are nobody's data layer. */
  readonly lastResort?: true;
  /** Reads the files of one schema, absolute and sorted; what cannot be read becomes a problem, and the rest goes on. */
  read(files: readonly string[]): DeclaredSchema;
}

/** For schemas in files of their own, which their names tell, such as `schema.prisma`. */
export interface FileReader extends AnyReader {
  readonly kind: "files";
  /** What the file names match; settings that name schema files are sorted by it too. */
  readonly files: RegExp;
  /** The schemas among the files of a repository: which files belong together. */
  find(files: RepositoryFiles): readonly SchemaFiles[];
  /** The same for files that the settings name. */
  group(files: readonly string[]): readonly SchemaFiles[];
}

/** For models declared in code: their modules are found by text, those of one package are one schema, and a package that depends on it sees them. */
export interface SourceReader extends AnyReader {
  readonly kind: "source";
  /** A package is searched when its manifest, or one above it, names one of these. */
  readonly packages: readonly string[];
  /** A module whose text does not match declares no model and is not parsed; keep it cheap. */
  readonly hint: RegExp;
  /** Modules that declare none and are read along with those of their package that do, such as what hands models their connection. */
  readonly beside?: RegExp;
  /** What the file names match; TypeScript and JavaScript modules but declarations when absent. */
  readonly files?: RegExp;
}

/** The files of one schema. */
export interface SchemaFiles {
  readonly files: readonly string[];
  /** Names of the models, in order, as far as a glance tells. */
  readonly models: readonly string[];
  /** True when a manifest or a config names it. */
  readonly configured: boolean;
}

/** One schema of a repository, and where it stands. */
export interface FoundSchema extends SchemaFiles {
  readonly reader: SchemaReader;
  /** The folder that all of its files stand in, absolute. */
  readonly directory: string;
  /** The folder of the nearest package.json above it: the package whose files use it. */
  readonly home: string;
  /** Name of that package. */
  readonly packageName: string | undefined;
}

export function defineSchemaReader(reader: SchemaReader): SchemaReader {
  return reader;
}

import { basename, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { schemaReaders } from "./readers/index.ts";
import { commonDirectory, repositoryFiles, type RepositoryFiles } from "./repository-files.ts";
import type { FoundSchema, SchemaFiles, SchemaReader, SourceReader } from "./schema-reader.ts";
import { withoutVariants } from "./schema-variants.ts";
import { groupByPackage, groupsOf, isModule, matchingModules, modulesOf } from "./source-schemas.ts";

const skipped = ["node_modules", "dist", "build", "out", "coverage", "generated", ".git"];

/**
 * The schemas below a folder, of every library that Ringfence reads; `globs` names their files instead, seen from the
 * folder. Of several databases' variants of one schema only one is kept.
 */
export function findSchemas(root: string, globs?: readonly string[]): FoundSchema[] {
  const files = repositoryFiles(root);
  return globs ? namedSchemas(files, globs) : allSchemas(files);
}

function allSchemas(files: RepositoryFiles): FoundSchema[] {
  const modules = modulesOf(files, schemaReaders.filter(isSourceReader));
  const found = schemaReaders.flatMap((reader) => {
    const own = reader.kind === "files" ? reader.find(files) : groupsOf(modules.get(reader) ?? [], reader, files);
    return withoutVariants(placed(own, reader, files));
  });
  const isLast = found.every(({ reader: { adjoins, lastResort } }) => adjoins === true || lastResort === true);
  return isLast ? found : found.filter(({ reader }) => reader.lastResort !== true);
}

function namedSchemas(files: RepositoryFiles, globs: readonly string[]): FoundSchema[] {
  const ignore = skipped.map((folder) => `**/${folder}/**`);
  const named = globSync([...globs], { cwd: files.root, absolute: true, ignore, onlyFiles: true, followSymbolicLinks: false }).map((file) => resolve(file)).sort();
  return schemaReaders.flatMap((reader) => {
    const own = named.filter((file) => (reader.kind === "files" ? reader.files.test(basename(file)) : isModule(file, reader)));
    return placed(reader.kind === "files" ? reader.group(own) : groupByPackage(matchingModules(own, reader), files), reader, files);
  });
}

function placed(found: readonly SchemaFiles[], reader: SchemaReader, files: RepositoryFiles): FoundSchema[] {
  return found.map((schema) => {
    const directory = commonDirectory(schema.files);
    const { home, name } = files.packageOf(directory);
    return { ...schema, files: [...schema.files].sort(), reader, directory, home, packageName: name };
  });
}

function isSourceReader(reader: SchemaReader): reader is SourceReader {
  return reader.kind === "source";
}

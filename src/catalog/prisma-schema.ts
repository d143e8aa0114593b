import { readFileSync } from "node:fs";
import type { Field, SchemaProblem, UniqueKey } from "./catalog.ts";
import type { DeclaredModel, DeclaredSchema, SchemaText } from "./declared-model.ts";
import { type Attribute, attribute, namesArgument, parseAttributes, stringArgument } from "./prisma-attributes.ts";
import { type Block, readBlocks } from "./prisma-blocks.ts";
import { linkReferences } from "./references.ts";

/** Reads the files of one Prisma schema from disk; a file that cannot be read becomes a problem. */
export function readPrismaSchema(files: readonly string[]): DeclaredSchema {
  const texts: SchemaText[] = [];
  const problems: SchemaProblem[] = [];
  for (const file of files) {
    try {
      texts.push({ file, text: readFileSync(file, "utf8") });
    } catch (error) {
      problems.push({ file, line: 1, message: `Expected a readable schema file, got ${error instanceof Error ? error.message : String(error)}.` });
    }
  }
  const schema = parsePrismaSchema(texts);
  return { ...schema, problems: [...problems, ...schema.problems], files: [...files].sort() };
}

/**
 * Parses the files of one Prisma schema; model names are global over all of them.
 * A line that cannot be read becomes a problem, and the rest goes on.
 */
export function parsePrismaSchema(texts: readonly SchemaText[]): DeclaredSchema {
  const sorted = [...texts].sort((a, b) => (a.file < b.file ? -1 : 1));
  const read = sorted.map(readBlocks);
  const problems = read.flatMap((each) => each.problems);
  const blocks = read.flatMap((each) => each.blocks);
  const names = typeNames(blocks);
  const models = new Map<string, DeclaredModel>();
  for (const block of blocks) {
    if (!isModel(block)) continue;
    const earlier = models.get(block.name);
    if (earlier) problems.push({ file: block.file, line: block.line, message: `Expected model ${block.name} once, got it again; the first stands in line ${earlier.line} of ${earlier.file}.` });
    else models.set(block.name, readModel(block, names, problems));
  }
  const linked = linkReferences(models);
  const refuses = texts.some(({ text }) => STRICT.test(text));
  return { models: refuses ? new Map([...linked].map(([name, model]) => [name, { ...model, whenUndefined: "throws" as const }])) : linked, problems, files: sorted.map(({ file }) => file) };
}

/** A client that refuses undefined in filters. https://www.prisma.io/docs/orm/prisma-client/special-fields-and-types/null-and-undefined */
const STRICT = /^[^\S\n]*previewFeatures\s*=\s*\[[^\]]*"strictUndefinedChecks"/m;

interface TypeNames {
  readonly models: ReadonlySet<string>;
  readonly enums: ReadonlySet<string>;
  readonly composites: ReadonlySet<string>;
}

const scalars = new Set(["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"]);

function isModel(block: Block): boolean {
  return block.keyword === "model" || block.keyword === "view";
}

function typeNames(blocks: readonly Block[]): TypeNames {
  const named = (matches: (block: Block) => boolean): Set<string> => new Set(blocks.filter(matches).map((block) => block.name));
  return { models: named(isModel), enums: named(({ keyword }) => keyword === "enum"), composites: named(({ keyword }) => keyword === "type") };
}

function readModel(block: Block, names: TypeNames, problems: SchemaProblem[]): DeclaredModel {
  const fields = new Map<string, Field>();
  const uniques: UniqueKey[] = [];
  let id: readonly string[] = [];
  let table = block.name;
  for (const line of block.body) {
    const problem = (expected: string, got: string): void => {
      problems.push({ file: block.file, line: line.number, message: `Expected ${expected} in ${block.keyword} ${block.name}, got ${got}.` });
    };
    if (line.text.startsWith("@@")) {
      const { attributes, mistake } = parseAttributes(line.text);
      if (mistake) problem(mistake.expected, mistake.got);
      table = stringArgument(attribute(attributes, "map"), "name", "first") ?? table;
      const key = compoundKey(attribute(attributes, "id") ?? attribute(attributes, "unique"));
      if (key) uniques.push(key);
      if (key && attribute(attributes, "id")) id = key.columns;
      continue;
    }
    const read = readField(line.text, names, problem);
    if (!read) continue;
    fields.set(read.field.name, read.field);
    if (attribute(read.attributes, "id")) id = [read.field.name];
    else if (attribute(read.attributes, "unique")) uniques.push({ name: undefined, columns: [read.field.name] });
  }
  const kind = block.keyword === "view" ? "view" : "model";
  return { name: block.name, library: "prisma", table, kind, file: block.file, line: block.line, fields, id, uniques };
}

/** `@@unique([companyId, slug], name: "address")`; without a name the columns make one, as the client does. */
function compoundKey(from: Attribute | undefined): UniqueKey | undefined {
  const columns = namesArgument(from, "fields", "first");
  if (columns.length === 0) return undefined;
  const name = stringArgument(from, "name", "named") ?? columns.join("_");
  return { name: columns.length === 1 ? undefined : name, columns };
}

const fieldName = /^[A-Za-z_]\w*/;
const fieldType = /^(Unsupported\s*\("(?:\\.|[^"\\])*"\)|[A-Za-z_][\w.]*)(\[\]|\?)?/;

function readField(text: string, names: TypeNames, problem: (expected: string, got: string) => void): { field: Field; attributes: readonly Attribute[] } | undefined {
  const name = fieldName.exec(text)?.[0];
  if (name === undefined) {
    problem("a field", `\`${text}\``);
    return undefined;
  }
  const afterName = text.slice(name.length).trimStart();
  const typed = fieldType.exec(afterName);
  if (!typed) {
    problem(`a type for field ${name}`, afterName === "" ? "the end of the line" : `\`${afterName}\``);
    return undefined;
  }
  const { attributes, mistake } = parseAttributes(afterName.slice(typed[0].length));
  if (mistake) problem(`${mistake.expected} after field ${name}`, mistake.got);
  const type = typed[1] ?? "";
  const kind = kindOf(type, names);
  if (kind === undefined) problem(`a scalar, an enum or a model as the type of field ${name}`, `\`${type}\``);
  const relation = attribute(attributes, "relation");
  const list = typed[2] === "[]";
  return {
    attributes,
    field: {
      name,
      column: stringArgument(attribute(attributes, "map"), "name", "first") ?? name,
      type,
      kind: kind ?? "scalar",
      list,
      required: typed[2] === undefined,
      defaulted: attributes.some((each) => each.name === "default" || each.name === "updatedAt"),
      relation: kind === "relation" ? { model: type, columns: namesArgument(relation, "fields", "named"), references: namesArgument(relation, "references", "named") } : undefined,
      references: undefined,
    },
  };
}

function kindOf(type: string, names: TypeNames): Field["kind"] | undefined {
  if (scalars.has(type) || names.composites.has(type) || type.startsWith("Unsupported")) return "scalar";
  if (names.enums.has(type)) return "enum";
  return names.models.has(type) ? "relation" : undefined;
}

import type { PrismaInternals } from "../../prisma/prisma-extension.ts";

/** A relation field: the model it leads to, and the columns that hold it where they are on this side. */
export interface PrismaRelation {
  readonly name: string;
  readonly model: string;
  readonly target: string;
  readonly isList: boolean;
  readonly isOptional: boolean;
  /** The foreign key's fields here and the fields they name there, pair by pair; empty when the other side holds the key. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** What two relations between the same models are told apart by; empty where there is only one. */
  readonly title: string;
}

/** Model to its relations. */
export type PrismaSchema = ReadonlyMap<string, readonly PrismaRelation[]>;

/**
 * The relations of a client's models. Its model list names them without saying which are lists and which columns hold them, so those come
 * from the schema's text; TypeError when text and client disagree.
 */
export function prismaSchemaOf(client: PrismaInternals, text = client._engineConfig?.inlineSchema): PrismaSchema {
  const models = client._runtimeDataModel?.models;
  if (models === undefined || text === undefined) throw new TypeError("Expected a Prisma client that knows its models: 6.19 and 7 do. Give the schema's text as `schema` if it has none.");
  const schema = parsePrismaSchema(text);
  for (const [model, { fields }] of Object.entries(models)) {
    const missing = fields.find(({ name, kind, type }) => kind === "object" && type in models && relationOf(schema, model, name)?.target !== type);
    if (missing !== undefined) throw new TypeError(`The Prisma schema given has no relation ${model}.${missing.name}, which the client has.`);
  }
  return schema;
}

/** The relation of that name; undefined for a column, and for what is no field. */
export function relationOf(schema: PrismaSchema, model: string, name: string): PrismaRelation | undefined {
  return schema.get(model)?.find((relation) => relation.name === name);
}

/** The same relation as the model at its other end sees it. */
export function oppositeOf(schema: PrismaSchema, { model, target, name, title }: PrismaRelation): PrismaRelation | undefined {
  return schema.get(target)?.find((other) => other.target === model && other.title === title && (model !== target || other.name !== name));
}

function parsePrismaSchema(text: string): PrismaSchema {
  const plain = text.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) => (match.startsWith('"') ? match : ""));
  const blocks = [...plain.matchAll(/^\s*(?:model|view)\s+(\w+)\s*\{([\s\S]*?)^\s*\}/gm)].map(([, name = "", body = ""]) => ({ name, body }));
  const names = new Set(blocks.map(({ name }) => name));
  return new Map(blocks.map(({ name, body }) => [name, body.split("\n").flatMap((line) => readField(line, name, names))]));
}

function readField(line: string, model: string, names: ReadonlySet<string>): PrismaRelation[] {
  const [, name = "", target = "", mark, rest = ""] = /^\s*(\w+)\s+(\w+)(\[\]|\?)?(.*)/.exec(line) ?? [];
  if (!names.has(target)) return [];
  return [
    {
      name,
      model,
      target,
      isList: mark === "[]",
      isOptional: mark === "?",
      from: namesIn(/\bfields:\s*\[([^\]]*)/, rest),
      to: namesIn(/\breferences:\s*\[([^\]]*)/, rest),
      title: /@relation\(\s*(?:name:\s*)?"([^"]*)"/.exec(rest)?.[1] ?? /\bname:\s*"([^"]*)"/.exec(rest)?.[1] ?? "",
    },
  ];
}

function namesIn(pattern: RegExp, text: string): string[] {
  return pattern.exec(text)?.[1]?.match(/\w+/g) ?? [];
}

import type { PrismaField, PrismaInternals } from "../../prisma/prisma-extension.ts";

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
  /** What two relations between the same models are told apart by. */
  readonly title: string;
}

/** Model to its relations. */
export type PrismaSchema = ReadonlyMap<string, readonly PrismaRelation[]>;

/**
 * The relations of a client's models. Its model list names them without saying which are lists and which columns hold them, so that comes
 * from the schema's text; TypeError when text and client disagree.
 */
export function prismaSchemaOf(client: PrismaInternals, text = client._engineConfig?.inlineSchema): PrismaSchema {
  const models = client._runtimeDataModel?.models;
  if (models === undefined || text === undefined) throw new TypeError("Expected a Prisma client that knows its models, or its `schema`.");
  const plain = text.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) => (match.startsWith('"') ? match : ""));
  return new Map(
    Object.entries(models).map(([model, { fields }]) => {
      const [body = ""] = new RegExp(`^\\s*(?:model|view)\\s+${model}\\s*\\{[\\s\\S]*?^\\s*\\}`, "m").exec(plain) ?? [];
      return [model, fields.filter(({ kind, type }) => kind === "object" && type in models).map((field) => relationIn(body, model, field))];
    }),
  );
}

/** The relation of that name; undefined for a column, and for what is no field. */
export function relationOf(schema: PrismaSchema, model: string, name: string): PrismaRelation | undefined {
  return schema.get(model)?.find((relation) => relation.name === name);
}

/** The same relation as the model at its other end sees it. */
export function oppositeOf(schema: PrismaSchema, { model, target, name, title }: PrismaRelation): PrismaRelation | undefined {
  return schema.get(target)?.find((other) => other.target === model && other.title === title && (model !== target || other.name !== name));
}

function relationIn(body: string, model: string, { name, type: target, relationName: title = "" }: PrismaField): PrismaRelation {
  const line = new RegExp(`^\\s*${name}\\s+${target}\\b(.*)`, "m").exec(body)?.[1];
  if (line === undefined) throw new TypeError(`The schema has no relation ${model}.${name}.`);
  return {
    name,
    model,
    target,
    title,
    isList: line.startsWith("["),
    isOptional: line.startsWith("?"),
    from: namesIn(/\bfields:\s*\[([^\]]*)/, line),
    to: namesIn(/\breferences:\s*\[([^\]]*)/, line),
  };
}

function namesIn(pattern: RegExp, text: string): string[] {
  return pattern.exec(text)?.[1]?.match(/\w+/g) ?? [];
}

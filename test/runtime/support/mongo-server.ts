import { aggregate, find, updateMany, updateOne } from "mingo";
import { BSON } from "mongodb";
import { listenAsMongo } from "./mongo-wire.ts";

type Document = Record<string, unknown>;

/** A stand-in for MongoDB on loopback: it speaks the protocol with `bson`, and lets `mingo` read filters, updates and pipelines. */
export interface MongoServer {
  readonly url: string;
  /** Documents by the name of their collection. */
  readonly collections: Map<string, Document[]>;
  close(): Promise<void>;
}

const HELLO = { helloOk: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 25, maxBsonObjectSize: 16_777_216, maxWriteBatchSize: 100_000 };

/** Starts the stand-in, for clients with `serverApi: "1"`, which greet in the protocol of today. It proves which documents a client's commands reach; it has no indexes besides `_id`, and no transactions. */
export async function startMongoServer(): Promise<MongoServer> {
  const collections = new Map<string, Document[]>();
  const { port, close } = await listenAsMongo((body) => answer(commandIn(body), collections));
  return { url: `mongodb://127.0.0.1:${port}/estate?directConnection=true`, collections, close };
}

// After flags of four bytes come sections: one document (kind 0), and lists of documents by name (kind 1).
function commandIn(message: Buffer): Document {
  const command: Document = {};
  for (let at = 4; at < message.length; ) {
    const size = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    if (message[at] === 0) Object.assign(command, BSON.deserialize(section));
    else {
      const end = section.indexOf(0, 4);
      const documents: Document[] = [];
      for (let from = end + 1; from < section.length; from += section.readInt32LE(from)) documents.push(BSON.deserialize(section.subarray(from, from + section.readInt32LE(from))));
      command[section.toString("utf8", 4, end)] = documents;
    }
    at += 1 + size;
  }
  return command;
}

function answer(command: Document, collections: Map<string, Document[]>): Document {
  const name = Object.keys(COMMANDS).find((known) => known in command && typeof command[known] === "string") ?? "";
  const run = COMMANDS[name];
  if (run === undefined) return { ok: 1, ...HELLO };
  const collection = String(command[name]);
  const documentsOf = (from: string): Document[] => {
    if (!collections.has(from)) collections.set(from, []);
    return collections.get(from) ?? [];
  };
  try {
    return { ok: 1, ...run(documentsOf(collection), command, documentsOf, collection) };
  } catch (error) {
    return { ok: 0, code: 9, codeName: "FailedToParse", errmsg: error instanceof Error ? error.message : String(error) };
  }
}

type Command = (documents: Document[], command: Document, documentsOf: (name: string) => Document[], name: string) => Document;

const COMMANDS: Readonly<Record<string, Command>> = {
  insert(documents, command) {
    const rows = command["documents"] as Document[];
    const taken = rows.find(({ _id }) => documents.some((document) => String(document["_id"]) === String(_id)));
    if (taken !== undefined) return { n: 0, writeErrors: [{ index: 0, code: 11000, errmsg: "E11000 duplicate key error" }] };
    documents.push(...rows);
    return { n: rows.length };
  },
  find(documents, command, _of, name) {
    const cursor = find<Document>(documents, filterOf(command["filter"]), command["projection"] as never);
    if (command["sort"] !== undefined) cursor.sort(command["sort"] as Record<string, 1 | -1>);
    cursor.skip(Number(command["skip"] ?? 0));
    if (Number(command["limit"] ?? 0) !== 0) cursor.limit(Math.abs(Number(command["limit"])));
    return batch(cursor.all(), name);
  },
  aggregate(documents, command, documentsOf, name) {
    return batch(aggregate(documents, command["pipeline"] as Document[], { collectionResolver: documentsOf }), name);
  },
  count: (documents, command) => ({ n: matching(documents, command["query"]).length }),
  distinct: (documents, command) => ({ values: [...new Set(matching(documents, command["query"]).map((document) => document[String(command["key"])]))] }),
  update(documents, command) {
    const upserted: Document[] = [];
    const counts = (command["updates"] as Document[]).map(({ q, u, multi, upsert }, index) => {
      const count = change(documents, q, u as Document, multi === true);
      if (count === 0 && upsert === true) upserted.push({ index, _id: insertBy(documents, q as Document, u as Document)["_id"] });
      return count;
    });
    const n = counts.reduce((sum, count) => sum + count, 0);
    return { n: n + upserted.length, nModified: n, ...(upserted.length > 0 && { upserted }) };
  },
  delete(documents, command) {
    const gone = (command["deletes"] as Document[]).flatMap(({ q, limit }) => matching(documents, q).slice(0, limit === 1 ? 1 : undefined));
    for (const document of new Set(gone)) documents.splice(documents.indexOf(document), 1);
    return { n: gone.length };
  },
  findAndModify(documents, command) {
    const [found] = matching(documents, command["query"]);
    if (command["remove"] === true) {
      if (found !== undefined) documents.splice(documents.indexOf(found), 1);
      return { value: found ?? null };
    }
    const update = command["update"] as Document;
    if (found === undefined) {
      const made = command["upsert"] === true ? insertBy(documents, command["query"] as Document, update) : null;
      return { value: command["new"] === true ? made : null };
    }
    const before = { ...found };
    change(documents, { _id: found["_id"] }, update, false);
    return { value: command["new"] === true ? (matching(documents, { _id: found["_id"] })[0] ?? null) : before };
  },
};

function batch(firstBatch: Document[], name: string): Document {
  return { cursor: { id: BSON.Long.ZERO, ns: `estate.${name}`, firstBatch } };
}

function filterOf(filter: unknown): Document {
  return (filter ?? {}) as Document;
}

function matching(documents: Document[], filter: unknown): Document[] {
  const found = find<Document>(documents, filterOf(filter)).all();
  return documents.filter((document) => found.some((other) => other["_id"] === document["_id"] || String(other["_id"]) === String(document["_id"])));
}

function change(documents: Document[], filter: unknown, update: Document, isMulti: boolean): number {
  const targets = matching(documents, filter).slice(0, isMulti ? undefined : 1);
  if (!Array.isArray(update) && !Object.keys(update).some((key) => key.startsWith("$"))) {
    for (const target of targets) documents.splice(documents.indexOf(target), 1, { _id: target["_id"], ...update });
    return targets.length;
  }
  const operators = Object.fromEntries(Object.entries(update).filter(([operator]) => operator !== "$setOnInsert"));
  const ids = { _id: { $in: targets.map(({ _id }) => _id) } };
  const modifier = Array.isArray(update) ? update : operators;
  if (targets.length > 0 && Object.keys(modifier).length > 0) (isMulti ? updateMany : updateOne)(documents, ids, modifier as never);
  return targets.length;
}

// What a filter demands to be equal becomes part of the new document.
function insertBy(documents: Document[], filter: Document, update: Document): Document {
  const made: Document = { _id: new BSON.ObjectId() };
  for (const condition of [filter, ...((filter["$and"] ?? []) as Document[])]) {
    for (const [key, value] of Object.entries(condition)) if (!key.startsWith("$") && !isOperator(value)) made[key] = value;
  }
  if (matching(documents, { _id: made["_id"] }).length > 0) throw new Error("E11000 duplicate key error");
  documents.push(Object.assign(made, update["$setOnInsert"] as Document | undefined));
  change(documents, { _id: made["_id"] }, update, false);
  return matching(documents, { _id: made["_id"] })[0] ?? made;
}

function isOperator(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).some((key) => key.startsWith("$"));
}

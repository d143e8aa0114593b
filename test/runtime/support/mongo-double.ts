import { BSON } from "mongodb";
import { listenAsMongo } from "./mongo-wire.ts";

type Document = Record<string, unknown>;

/** A stand-in for MongoDB that speaks its protocol: `findAndModify` and `find` by `_id`, each atomic, in memory. */
export interface MongoDouble {
  readonly url: string;
  readonly documents: Map<string, Document>;
  /** The commands that came, the newest last. */
  readonly commands: Document[];
  /** How many of the next upserts shall fail as if somebody else had just made the document. */
  duplicates: number;
  close(): Promise<void>;
}

/** Starts the stand-in on loopback. It proves what the driver is asked and how its answers are read, nothing about MongoDB. */
export async function startMongoDouble(): Promise<MongoDouble> {
  // Flags of four bytes and the kind of the section, which is 0 for all that is asked here.
  const { port, close } = await listenAsMongo((body) => answer(BSON.deserialize(body.subarray(5)), double), 3);
  const double: MongoDouble = { url: `mongodb://127.0.0.1:${port}/?directConnection=true`, documents: new Map(), commands: [], duplicates: 0, close };
  return double;
}

function answer(command: Document, double: MongoDouble): Document {
  if ("hello" in command) return { ok: 1, helloOk: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 21, maxBsonObjectSize: 16_777_216 };
  if (!("findAndModify" in command) && !("find" in command)) return { ok: 1 };
  double.commands.push(command);
  if ("find" in command) {
    const found = matching(double, command["filter"] as Document);
    return { ok: 1, cursor: { id: BSON.Long.ZERO, ns: "estate.counters", firstBatch: found === undefined ? [] : [found] } };
  }
  const query = command["query"] as Document;
  const found = matching(double, query);
  if (found === undefined && command["upsert"] !== true) return { ok: 1, value: null };
  if (found === undefined && double.duplicates > 0) {
    double.duplicates -= 1;
    return { ok: 0, code: 11000, codeName: "DuplicateKey", errmsg: "E11000 duplicate key error" };
  }
  const document = found ?? { _id: query["_id"], ...((command["update"] as Document)["$setOnInsert"] as Document) };
  change(document, command["update"] as Record<string, Record<string, number> | undefined>);
  double.documents.set(String(document["_id"]), document);
  return { ok: 1, value: document };
}

function matching(double: MongoDouble, filter: Document): Document | undefined {
  const document = double.documents.get(String(filter["_id"]));
  const most = (filter["last"] as { $lte: number } | undefined)?.$lte ?? Infinity;
  return document !== undefined && Number(document["last"]) <= most ? document : undefined;
}

function change(document: Document, { $inc, $max }: Record<string, Record<string, number> | undefined>): void {
  const last = document["last"] as number | undefined;
  if ($inc !== undefined) document["last"] = (last ?? 0) + ($inc["last"] ?? 0);
  if ($max !== undefined) document["last"] = Math.max(last ?? 0, $max["last"] ?? 0);
}

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BSON } from "mongodb";

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

const OP_MSG = 2013;
const HEADER = 16;

/** Starts the stand-in on loopback. It proves what the driver is asked and how its answers are read, nothing about MongoDB. */
export async function startMongoDouble(): Promise<MongoDouble> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= HEADER && received.length >= received.readInt32LE(0)) {
        const message = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(message.length);
        void reply(socket, message, double);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  const double: MongoDouble = {
    url: `mongodb://127.0.0.1:${address.port}/?directConnection=true`,
    documents: new Map(),
    commands: [],
    duplicates: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return double;
}

async function reply(socket: Socket, message: Buffer, double: MongoDouble): Promise<void> {
  // Flags of four bytes and the kind of the section, which is 0 for all that is asked here.
  const command: Document = BSON.deserialize(message.subarray(HEADER + 5));
  const body = BSON.serialize(answer(command, double));
  await sleep(Math.random() * 3);
  const header = Buffer.alloc(HEADER + 5);
  [header.length + body.length, 1, message.readInt32LE(4), OP_MSG].forEach((value, index) => header.writeInt32LE(value, index * 4));
  if (!socket.destroyed) socket.write(Buffer.concat([header, body]));
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

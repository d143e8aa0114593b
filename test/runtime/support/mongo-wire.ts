import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BSON } from "mongodb";

const OP_MSG = 2013;
const FRAME = 16;

/** What a stand-in for MongoDB answers; `body` is a message without its frame: four bytes of flags, then sections. */
export type AnswerMessage = (body: Buffer) => Record<string, unknown>;

/** Takes messages in MongoDB's protocol on loopback, and answers each with one document, up to `delay` milliseconds later. */
export async function listenAsMongo(answer: AnswerMessage, delay = 0): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= FRAME && received.length >= received.readInt32LE(0)) {
        const message = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(message.length);
        void reply(socket, message, answer, delay);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function reply(socket: Socket, message: Buffer, answer: AnswerMessage, delay: number): Promise<void> {
  // Written before the wait: the next message may change what is in the answer.
  const body = BSON.serialize(answer(message.subarray(FRAME)));
  if (delay > 0) await sleep(Math.random() * delay);
  const header = Buffer.alloc(FRAME + 5);
  [header.length + body.length, 1, message.readInt32LE(4), OP_MSG].forEach((value, index) => header.writeInt32LE(value, index * 4));
  if (!socket.destroyed) socket.write(Buffer.concat([header, body]));
}

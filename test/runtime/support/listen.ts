import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on a free port of loopback. */
export async function listen(handler: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<{ port: number; close(): Promise<unknown> }> {
  const server: Server = createServer((request, response) => void handler(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => closeHard(server) };
}

/** Closes a server and every connection that it keeps alive. */
export function closeHard(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

import type { TSESTree } from "@typescript-eslint/types";
import type { Shape } from "../analysis/value.ts";
import { isFunction, type FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import { defineFramework, type EntryPoint, type FunctionSite } from "./framework.ts";
import { ancestorsOf, descendantsOf } from "./parts/descendants.ts";
import { annotationOf, nameOf, namesIn } from "./parts/names.ts";
import { textOfPath } from "./parts/paths.ts";
import { httpRequest } from "./parts/shapes.ts";
import { usedBefore } from "./parts/uses.ts";
import { nobody, vouchingOf } from "./parts/vouching.ts";
import { isHandlerProperty, wrapperCallees } from "./parts/wrapped.ts";

const packages = ["socket.io"];
/** Their sockets have events too: some of what the other side sends, some of what a server does to a client. */
const rivals = ["socket.io-client", "ws", "net", "node:net", "tls", "node:tls", "uWebSockets.js"];

const SERVER = /^(io|ioServer|socketio|socketServer|nsp|namespace)$/i;
const SOCKET = /^_*(socket|client)$/i;
const CONNECTED = new Set(["connection", "connect"]);
/** Events that the server makes itself. */
const OWN = new Set(["disconnect", "disconnecting", "error", "newListener", "removeListener"]);
const listens = new Set(["on", "once", "addListener"]);
const listensToAll = new Set(["onAny", "prependAny"]);
const ACKNOWLEDGES = /^_*(ack|acknowledge|acknowledgement|callback|cb|done|respond|reply|fn|next)$/i;

const handshake: Shape = { session: "identity", user: "identity", time: "server", issued: "server", "*": "request" };
const own = `id rooms nsp server adapter client conn connected disconnected recovered broadcast volatile local
  on once onAny off emit emitWithAck send join leave to in except timeout use disconnect compress removeListener removeAllListeners`;

/** One client's connection. What it showed as it connected is listed; any other property was put there by server code, as `socket.data.user` is. */
const socket: Shape = {
  ...Object.fromEntries(own.split(/\s+/).map((name) => [name, "server" as const])),
  handshake,
  request: httpRequest,
  "*": "identity",
};

export default defineFramework({
  name: "socket-io",
  packages,
  docs: "https://socket.io/docs/v4/server-api/#socket",
  entry(site) {
    return registered(site) ?? typed(site);
  },
});

/** `io.on("connection", (socket) => …)`, `io.use((socket, next) => …)` and `socket.on("message", (data, ack) => …)`. */
function registered(site: FunctionSite): EntryPoint | undefined {
  const index = site.wrappers.findIndex(({ call: { node } }) => node.type === "CallExpression" && receiverOf(node) !== undefined && methods.has(nameOfMethod(node)));
  const wrapper = site.wrappers[index];
  if (wrapper?.call.node.type !== "CallExpression" || !isHandlerProperty(site.property)) return undefined;
  const { node } = wrapper.call;
  const inner = vouchingOf(wrapperCallees(site.wrappers.slice(0, index)));
  const entry = { framework: "socket-io", kind: "request", mounted: true, ...inner } as const;
  if (isConnection(node, site)) return { ...entry, parameters: [socket], before: { nodes: usesBefore(node), otherwise: inner } };
  if (isMiddleware(node, site)) return { ...entry, parameters: [socket, "server"] };
  if (!isEvent(node, site)) return undefined;
  // What looks at each event sees what it brings.
  const vouched = inner.vouched || usesBefore(node).length > 0;
  return { ...entry, vouched, parameters: site.fn.params.map((parameter, at) => (at > 0 && at === site.fn.params.length - 1 && acknowledges(parameter) ? "server" : "request")) };
}

const methods = new Set([...listens, ...listensToAll, "use"]);

/** A function that another file hands the socket to, and that listens to it: `registerPlots(io, socket)`. */
function typed(site: FunctionSite): EntryPoint | undefined {
  const { fn, exportName, member } = site;
  const index = fn.params.findIndex((parameter) => isSocket(parameter, fn, site));
  const name = nameOf(fn.params[index]);
  if ((exportName === undefined && member === undefined) || name === undefined || !listensTo(fn, name)) return undefined;
  return { framework: "socket-io", kind: "request", parameters: fn.params.map((_, at) => (at === index ? socket : undefined)), mounted: true, ...nobody };
}

function listensTo({ body }: FunctionNode, name: string): boolean {
  for (const node of descendantsOf(body)) {
    if (node.type === "CallExpression" && nameOf(receiverOf(node)) === name && (listens.has(nameOfMethod(node)) || listensToAll.has(nameOfMethod(node)))) return true;
  }
  return false;
}

function isConnection(node: TSESTree.CallExpression, site: Pick<FunctionSite, "imports">): boolean {
  return listens.has(nameOfMethod(node)) && CONNECTED.has(eventOf(node) ?? "") && isServer(receiverOf(node), site);
}

function isMiddleware(node: TSESTree.CallExpression, site: FunctionSite): boolean {
  return nameOfMethod(node) === "use" && isServer(receiverOf(node), site) && isSocket(site.fn.params[0], site.fn, site);
}

/** What clients send: an event of another name than those that the server makes itself, on something that is seen to be a socket. */
function isEvent(node: TSESTree.CallExpression, site: FunctionSite): boolean {
  const event = eventOf(node) ?? "";
  if (listens.has(nameOfMethod(node)) ? CONNECTED.has(event) || OWN.has(event) : !listensToAll.has(nameOfMethod(node))) return false;
  const name = nameOf(receiverOf(node));
  if (name === undefined) return false;
  for (const fn of ancestorsOf(node)) {
    if (!isFunction(fn)) continue;
    const parameter = fn.params.find((one) => nameOf(one) === name);
    if (parameter) return isSocket(parameter, fn, site);
  }
  return false;
}

/** `io`, `this.io`, `io.of("/plots")`: by its name where the file imports nothing that says so, and never one of a rival. */
function isServer(receiver: Node | undefined, { imports }: Pick<FunctionSite, "imports">): boolean {
  if (isRivals(imports)) return false;
  const names = receiver && namesIn(receiver);
  return names !== undefined && (packages.some((name) => imports.has(name)) || names.some((name) => SERVER.test(name)));
}

/** A parameter that holds a socket: by its type or its name where the file imports the library, else by what stands beside it. */
function isSocket(parameter: Node | undefined, fn: FunctionNode, { imports }: Pick<FunctionSite, "imports">): boolean {
  if (isRivals(imports)) return false;
  const isNamed = SOCKET.test(nameOf(parameter) ?? "");
  if (packages.some((name) => imports.has(name))) return isNamed || /Socket/.test(annotationOf(parameter) ?? "");
  if (fn.params[0] === parameter && fn.parent.type === "CallExpression" && (isConnection(fn.parent, { imports }) || (nameOfMethod(fn.parent) === "use" && isNamed))) return true;
  return isNamed && fn.params.some((one) => SERVER.test(nameOf(one) ?? ""));
}

function isRivals(imports: ReadonlySet<string>): boolean {
  return !packages.some((name) => imports.has(name)) && rivals.some((name) => imports.has(name));
}

/** A namespace has middleware of its own: `io.use(…)` is none of it. */
function usesBefore(node: TSESTree.CallExpression): readonly Node[] {
  const receiver = receiverOf(node);
  return receiver ? usedBefore(node, receiver, undefined).flatMap((use) => (use.node.parent?.type === "CallExpression" && isSame(receiverOf(use.node.parent), receiver) ? [use.node] : [])) : [];
}

function isSame(a: Node | undefined, b: Node): boolean {
  if (!a || namesIn(a)?.join(".") !== namesIn(b)?.join(".")) return false;
  return namespaceOf(a) === namespaceOf(b);
}

function namespaceOf(server: Node): string {
  const path = server.type === "CallExpression" ? server.arguments[0] : undefined;
  return (path && textOfPath(path)) ?? "/";
}

function acknowledges(parameter: Node): boolean {
  const isTyped = parameter.type === "Identifier" && parameter.typeAnnotation?.typeAnnotation.type === "TSFunctionType";
  return isTyped || ACKNOWLEDGES.test(nameOf(parameter) ?? "");
}

function receiverOf({ callee }: TSESTree.CallExpression): Node | undefined {
  return callee.type === "MemberExpression" ? callee.object : undefined;
}

function nameOfMethod({ callee }: TSESTree.CallExpression): string {
  return callee.type === "MemberExpression" && !callee.computed ? callee.property.name : "";
}

function eventOf({ arguments: [event] }: TSESTree.CallExpression): string | undefined {
  return event?.type === "Literal" ? String(event.value) : undefined;
}

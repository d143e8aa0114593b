import { once } from "node:events";
import { Agent, type IncomingMessage, request as openRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bindTenantIterable, currentTenant, type FoundTenant, onEvent, requireTenant, type TenantOfOptions } from "../../../src/runtime/src/index.ts";
import { seededRandom } from "./race.ts";

/** A request as the estate office sees it, whichever framework brought it. */
export interface Exchange {
  readonly path: string;
  /** The body as the framework's own parser gave it; empty for GET. */
  readonly body: string;
  /** Calls the listener when the connection of the request is gone; absent where a framework has no such event. */
  readonly onClose?: (listener: () => void) => void;
}

/** The answer: a text, or items that the framework streams after the handler has returned. */
export type Answer = string | AsyncIterable<string>;

/** What the server behind an adapter was started with. */
export interface Mounted {
  /** Reads the company that the test's request claims, as a session would tell it. */
  readonly options: TenantOfOptions<(header: string) => string | undefined>;
  readonly answer: (exchange: Exchange) => Promise<Answer>;
}

/** One framework with its adapter mounted in front of one route for everything. */
export interface Framework {
  readonly name: string;
  /** Starts on a free port of loopback. */
  start(mounted: Mounted): Promise<{ readonly port: number; close(): Promise<unknown> }>;
  /** A request within the process, and its answer; where it costs too little to go over a connection. */
  readonly inject?: (mounted: Mounted) => (path: string, headers: Record<string, string>) => Promise<Reply>;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const COMPANIES = ["lekki", "ikoyi"] as const;
const [FIRST, SECOND] = COMPANIES;
/** More than sockets and streams buffer, so that the reader makes the writer wait. */
const CHUNK = "plot ".repeat(8_000);

/** The tests that hold for every framework. */
export function adapterSpecs(framework: Framework): void {
  describe(`the tenant in ${framework.name}`, () => {
    const office = openOffice();
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    let port = 0;

    beforeAll(async () => {
      const server = await framework.start(office.mounted);
      port = server.port;
      return async () => {
        agent.destroy();
        await server.close();
      };
    });
    beforeEach(() => office.seen.splice(0));

    const ask = (path: string, company?: string, body?: string): Promise<Reply & { readonly connection: number | undefined }> => send({ port, agent, path, company, body });

    it("keeps two companies on keep-alive connections apart", async () => {
      const replies = await Promise.all(
        Array.from({ length: 400 }, async (_, index) => {
          const company = COMPANIES[index % 2] ?? "";
          return { company, ...(await ask(index % 3 === 0 ? "/who?late" : "/who", company)) };
        }),
      );
      for (const { company, status, text: said } of replies) expect([status, said]).toEqual([200, company]);
      expect(new Set(replies.map(({ connection }) => connection)).size).toBe(4);
    });

    it("keeps requests that wait in one connection's pipeline apart", async () => {
      const companies = Array.from({ length: 60 }, (_, index) => COMPANIES[index % 3 === 0 ? 0 : 1]);
      const paths = companies.map((_, index) => (index % 4 === 0 ? "/stream" : index % 4 === 1 ? "/who" : "/who?late"));
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(companies.map((company, index) => requestText(paths[index] ?? "", company, index === companies.length - 1)).join(""));
      const said = await text(socket);
      expect(said.match(/lekki|ikoyi|nobody/g)).toEqual(companies.flatMap((company, index) => (paths[index] === "/stream" ? Array<string>(5).fill(company) : [company])));
    });

    it("reads a body that is larger than the connection's buffers in the tenant", async () => {
      const body = "plot ".repeat(18_000);
      const replies = await Promise.all(COMPANIES.map((company) => ask("/echo", company, body)));
      expect(replies.map(({ text: said }) => said)).toEqual(COMPANIES.map((company) => `${company} ${body.length}`));
    });

    it("streams after the handler has returned, each company's items in its own tenant", async () => {
      const replies = await Promise.all([...COMPANIES, ...COMPANIES].map((company) => ask("/stream", company)));
      for (const [index, { text: said }] of replies.entries()) {
        expect(said.replaceAll(CHUNK, "")).toBe(`${COMPANIES[index % 2]};`.repeat(5));
      }
    });

    it.each(["/fail", "/fail?late"])("answers 500 to what a handler throws, and the next request is its own company's: %s", async (path) => {
      const replies = await Promise.all([ask(path, FIRST), ask(path, SECOND), ask("/who", FIRST), ask("/who", SECOND)]);
      expect(replies.map(({ status }) => status)).toEqual([500, 500, 200, 200]);
      expect(replies.slice(2).map(({ text: said }) => said)).toEqual([...COMPANIES]);
    });

    it("lets work that the handler started go on in its tenant", async () => {
      await Promise.all(COMPANIES.map((company) => ask("/later", company)));
      await expect.poll(() => office.seen.length).toBe(4);
      for (const { expected, found } of office.seen) expect(found).toBe(expected);
    });

    it("keeps the tenant of a request whose client has gone", async () => {
      const aborts = [...COMPANIES, ...COMPANIES].map((company) => openAbortable({ port, path: "/slow", company }));
      await expect.poll(() => office.started).toBe(4);
      for (const abort of aborts) abort();
      await expect.poll(() => office.seen.length).toBe(office.hearsClose ? 8 : 4);
      for (const { expected, found } of office.seen) expect(found).toBe(expected);
      expect((await ask("/who", SECOND)).text).toBe(SECOND);
    });

    it("answers 403 where there is no tenant or a suspended one, and does not run the handler", async () => {
      const reasons: string[] = [];
      const stop = onEvent("refused", ({ reason }) => void reasons.push(reason));
      const replies = [await ask("/who?seen"), await ask("/who?seen", "late-"), await ask("/who?seen", "suspended-epe"), await ask("/who?seen", "empty-")];
      stop();
      expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      expect(reasons).toEqual(["tenant-missing", "tenant-missing", "tenant-suspended", "tenant-missing"]);
      expect(office.seen).toEqual([]);
    });

    it("gives what tenantOf throws to the framework, even when it throws nothing, and does not run the handler", async () => {
      for (const company of ["throws-", "rejects-", "throws-undefined", "rejects-undefined", "throws-route"]) {
        expect([company, (await ask("/who?seen", company)).status]).toEqual([company, 500]);
      }
      expect(office.seen).toEqual([]);
    });

    it("waits for a tenantOf that has to look it up", async () => {
      const replies = await Promise.all(COMPANIES.map((company) => ask("/who", `late-${company}`)));
      expect(replies.map(({ text: said }) => said)).toEqual([...COMPANIES]);
    });

    it("lets through what is nobody's where that is optional, and there is no tenant then", async () => {
      const optional = openOffice(true);
      const server = await framework.start(optional.mounted);
      const request = (path: string, company?: string): Promise<Reply> => send({ port: server.port, agent, path, company });
      const replies = [await request("/who", FIRST), await request("/who"), await request("/require"), await request("/who", "empty-"), await request("/who", "suspended-epe")];
      await server.close();
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 403, 403, 403]);
      expect(replies.slice(0, 2).map(({ text: said }) => said)).toEqual([FIRST, "nobody"]);
    });
  });
}

/** The mix of all kinds of requests, within the process and in all these frameworks at once. */
export function mixedSpecs(frameworks: readonly Pick<Framework, "inject">[]): void {
  it("mixes up no two of 100,000 mixed requests", async () => {
    const mixed = openOffice(true);
    const ways = frameworks.flatMap(({ inject }) => (inject === undefined ? [] : [inject(mixed.mounted)]));
    const random = seededRandom(100_000);
    let [right, wrong] = [0, 0];
    const visit = async (_: unknown, index: number): Promise<void> => {
      const { path, claim, expected } = mixedRequest(random);
      const reply = await ways[index % ways.length]?.(path, claim === undefined ? {} : { "x-company": claim });
      if (reply?.status === expected.status && (reply.status !== 200 || reply.text === expected.text)) right += 1;
      else wrong += 1;
    };
    for (let round = 0; round < 200; round += 1) await Promise.all(Array.from({ length: 500 }, visit));
    await sleep(5);
    expect([right, wrong]).toEqual([100_000, 0]);
    expect(mixed.seen.filter(({ expected, found }) => expected !== found)).toEqual([]);
    expect(mixed.seen.length).toBeGreaterThan(1_000);
    expect(currentTenant()).toBeUndefined();
    // Seconds on a quiet machine; a busy one shall not fail it.
  }, 300_000);
}

function mixedRequest(random: () => number): { path: string; claim: string | undefined; expected: { status: number; text?: string } } {
  const company = COMPANIES[random() < 0.5 ? 0 : 1];
  const kind = random();
  if (kind < 0.05) return { path: "/fail?late", claim: company, expected: { status: 500 } };
  if (kind < 0.1) return { path: "/who", claim: undefined, expected: { status: 200, text: "nobody" } };
  if (kind < 0.15) return { path: "/who", claim: `suspended-${company}`, expected: { status: 403 } };
  if (kind < 0.2) return { path: "/later", claim: company, expected: { status: 200, text: company } };
  if (kind < 0.4) return { path: "/who?late", claim: company, expected: { status: 200, text: company } };
  return { path: "/who", claim: random() < 0.1 ? `late-${company}` : company, expected: { status: 200, text: company } };
}

interface Office {
  readonly mounted: Mounted;
  /** What code that runs after the answer found, and what it should have found. */
  readonly seen: { readonly expected: string | undefined; readonly found: string | undefined }[];
  /** How many slow requests have reached the handler. */
  readonly started: number;
  /** Whether the framework tells when a client has gone; known once one has started. */
  readonly hearsClose: boolean;
}

function openOffice(optional = false): Office {
  const seen: Office["seen"][number][] = [];
  const note = (expected: string | undefined): void => void seen.push({ expected, found: currentTenant() });
  const state = { started: 0, hearsClose: false };
  const answer = async ({ path, body, onClose }: Exchange): Promise<Answer> => {
    const company = currentTenant();
    if (path === "/who?seen") note("never");
    if (path === "/fail") throw new Error("sold");
    if (path.endsWith("?late")) await sleep(1);
    if (path === "/fail?late") throw new Error("sold");
    if (path === "/require") return requireTenant();
    if (path === "/echo") return `${requireTenant()} ${body.length}`;
    if (path === "/stream") return bindTenantIterable(items());
    if (path === "/later") {
      setTimeout(() => note(company), 2);
      void Promise.resolve().then(() => note(company));
    }
    if (path === "/slow") {
      state.started += 1;
      state.hearsClose = onClose !== undefined;
      onClose?.(() => note(company));
      await sleep(150);
      note(company);
    }
    return currentTenant() ?? "nobody";
  };
  return {
    mounted: { options: { tenantOf: (header) => claimed(header("x-company")), optional }, answer },
    seen,
    get started() {
      return state.started;
    },
    get hearsClose() {
      return state.hearsClose;
    },
  };
}

async function* items(): AsyncIterable<string> {
  for (let index = 0; index < 5; index += 1) {
    if (index > 0) await sleep(1);
    yield `${requireTenant()};${CHUNK}`;
  }
}

function claimed(claim: string | undefined): FoundTenant | Promise<FoundTenant> {
  const [, kind = "", rest = ""] = /^(?:(late|suspended|empty|throws|rejects)-)?(.*)$/.exec(claim ?? "") ?? [];
  if (kind === "throws") fail(rest);
  if (kind === "rejects") return sleep(1).then(() => fail(rest));
  if (kind === "empty") return "";
  if (kind === "suspended") return { tenant: rest, state: "suspended" };
  const found = rest === "" ? undefined : rest;
  return kind === "late" ? sleep(1).then(() => (found === undefined ? undefined : { tenant: found, state: "active" as const })) : found;
}

/** Throws an error, or what code that knows no better throws. */
function fail(kind: string): never {
  const thrown: unknown = kind === "undefined" ? undefined : kind === "route" ? kind : new Error("No session store.");
  throw thrown as Error;
}

interface Call {
  readonly port: number;
  readonly path: string;
  readonly company: string | undefined;
}

async function send({ port, path, company, agent, body }: Call & { agent: Agent; body?: string | undefined }): Promise<Reply & { readonly connection: number | undefined }> {
  const headers = { ...(company !== undefined && { "x-company": company }), ...(body !== undefined && { "content-type": "text/plain" }) };
  const request = openRequest({ port, host: "127.0.0.1", path, agent, headers, method: body === undefined ? "GET" : "POST" }).end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const connection = request.socket?.localPort;
  return { status: response.statusCode ?? 0, text: await text(response), connection };
}

/** Sends a request whose answer nobody awaits; the function breaks the connection. */
function openAbortable({ port, path, company }: Call): () => void {
  const request = openRequest({ port, host: "127.0.0.1", path, headers: { "x-company": company }, agent: new Agent() }).end();
  request.on("error", () => undefined);
  return () => void request.destroy();
}

function requestText(path: string, company: string, isLast: boolean): string {
  return `GET ${path} HTTP/1.1\r\nHost: estate\r\nX-Company: ${company}\r\nConnection: ${isLast ? "close" : "keep-alive"}\r\n\r\n`;
}

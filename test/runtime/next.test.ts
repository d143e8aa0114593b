import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { Agent, type IncomingMessage, request as openRequest, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { adapterSpecs, type Mounted } from "./support/adapter-specs.ts";
import { listen } from "./support/listen.ts";

/** The part of Next.js that these tests call. */
type CreateNext = (options: { dir: string; dev: false; quiet: true }) => { prepare(): Promise<void>; getRequestHandler(): RequestListener; close(): Promise<void> };

const folder = fileURLToPath(new URL("next-app", import.meta.url));
// What the application's routes answer with, by the host they are asked at; they run in this process.
const offices = new Map<string, Mounted>();
let next: ReturnType<CreateNext>;

// Next.js prints what handlers throw, and these are meant to.
vi.spyOn(console, "error").mockImplementation(() => undefined);

beforeAll(async () => {
  vi.stubEnv("NODE_ENV", "production");
  vi.stubEnv("NEXT_TELEMETRY_DISABLED", "1");
  Reflect.set(globalThis, Symbol.for("estate offices"), offices);
  execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder, stdio: "pipe" });
  execFileSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], { cwd: folder, stdio: "pipe" });
  const createNext = createRequire(`${folder}/`)("next") as CreateNext;
  next = createNext({ dir: folder, dev: false, quiet: true });
  await next.prepare();
}, 300_000);

afterAll(() => next.close());

adapterSpecs({
  name: "Next.js, a route handler",
  async start(mounted) {
    const server = await listen(next.getRequestHandler());
    offices.set(`127.0.0.1:${server.port}`, mounted).set("estate", mounted);
    return server;
  },
});

describe("Next.js, a server action", () => {
  let port: number;
  beforeAll(async () => {
    const server = await listen(next.getRequestHandler());
    port = server.port;
    return () => server.close();
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 3 });
  afterAll(() => agent.destroy());

  async function send(path: string, headers: Record<string, string>, body?: string): Promise<{ status: number | undefined; location: string | undefined; said: string }> {
    const request = openRequest({ port, host: "127.0.0.1", path, agent, headers, method: body === undefined ? "GET" : "POST" }).end(body);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { status: response.statusCode, location: response.headers.location, said: await text(response) };
  }

  /** Sends the form of the page, as a browser without JavaScript does. */
  async function reserve(company: string | undefined, plot: string): ReturnType<typeof send> {
    const [, action = ""] = /name="(\$ACTION_ID_[^"]*)"/.exec((await send("/office", {})).said) ?? [];
    expect(action).not.toBe("");
    const parts = Object.entries({ [action]: "", plot }).map(([name, value]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const headers = { "content-type": "multipart/form-data; boundary=part", ...(company !== undefined && { cookie: `company=${company}` }) };
    return send("/office", headers, `${parts.join("")}--part--\r\n`);
  }

  it("runs in its session's tenant, with other companies' actions beside it, and redirects", async () => {
    const companies = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? "lekki" : "ikoyi"));
    const replies = await Promise.all(companies.map((company, index) => reserve(company, `A${index}`)));
    expect(replies.map(({ status, location }) => [status, location])).toEqual(companies.map((company, index) => [303, `/reserved/A${index}/${company}`]));
  });

  it("does not run without a tenant", async () => {
    const { status, location } = await reserve(undefined, "A1");
    expect([status, location]).toEqual([500, undefined]);
    expect((await reserve("lekki", "A1")).location).toBe("/reserved/A1/lekki");
  });
});

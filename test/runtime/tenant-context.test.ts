import { EventEmitter } from "node:events";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  currentTenant,
  requireTenant,
  type TenantId,
  TenantRequiredError,
  TenantSwitchError,
  withoutTenant,
  withTenant,
} from "../../src/runtime/src/index.ts";
import { race, seededRandom } from "./support/race.ts";

describe("withTenant", () => {
  it("sets the tenant inside and nowhere else", () => {
    expect(currentTenant()).toBeUndefined();
    expect(withTenant("lekki", () => [currentTenant(), requireTenant()])).toEqual(["lekki", "lekki"]);
    expect(currentTenant()).toBeUndefined();
  });

  it("returns what the function returns and throws what it throws", async () => {
    expect(withTenant("lekki", () => 5)).toBe(5);
    expect(await withTenant("lekki", () => Promise.resolve("later"))).toBe("later");
    expect(() => withTenant("lekki", () => { throw new Error("sync"); })).toThrow("sync");
    await expect(withTenant("lekki", () => Promise.reject(new Error("async")))).rejects.toThrow("async");
    expect(currentTenant()).toBeUndefined();
  });

  it("follows awaits, timers and promises", async () => {
    await withTenant("lekki", async () => {
      await sleep(1);
      expect(requireTenant()).toBe("lekki");
      await Promise.all([sleep(1), new Promise((resolve) => setImmediate(resolve))].map((wait) => wait.then(() => expect(requireTenant()).toBe("lekki"))));
    });
  });

  it("keeps parallel work apart", async () => {
    const random = seededRandom(3);
    await race(50, 20, (worker) =>
      withTenant(`company-${worker}`, async () => {
        if (random() < 0.5) await sleep(random() * 3);
        expect(requireTenant()).toBe(`company-${worker}`);
        await Promise.resolve();
        expect(requireTenant()).toBe(`company-${worker}`);
      }),
    );
  });

  it("keeps requests on one keep-alive connection apart", async () => {
    const server = createServer((request, response) => {
      const company = new URL(request.url ?? "", "http://local").searchParams.get("company");
      const answer = () => void response.end(String(currentTenant()));
      if (company === null) answer();
      else withTenant(company, () => setImmediate(answer));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = server.address() as AddressInfo;
    const ask = (path: string) =>
      new Promise<string>((resolve, reject) => {
        get({ host: "127.0.0.1", port, path, agent }, (response) => {
          let body = "";
          response.on("data", (chunk: Buffer) => (body += chunk.toString())).on("end", () => resolve(body));
        }).on("error", reject);
      });
    expect([await ask("/?company=lekki"), await ask("/"), await ask("/?company=ikoyi"), await ask("/")]).toEqual(["lekki", "undefined", "ikoyi", "undefined"]);
    agent.destroy();
    server.close();
  });

  it("starts a lazy query inside, although its caller awaits it outside", async () => {
    // As query builders do: work begins when `then` is called.
    const lazyQuery = (): PromiseLike<string | undefined> => ({ then: (resolve, reject) => Promise.resolve(currentTenant()).then(resolve, reject) });
    expect(await withTenant("lekki", lazyQuery)).toBe("lekki");
    expect(await withTenant("lekki", () => withoutTenant("statistics over all companies", lazyQuery))).toBeUndefined();
    const failing = (): PromiseLike<never> => ({ then: (resolve, reject) => Promise.reject(new Error("no table")).then(resolve, reject) });
    await expect(withTenant("lekki", failing)).rejects.toThrow("no table");
  });

  it("does not follow event listeners and generators, as documented", () => {
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    withTenant("lekki", () => emitter.on("sold", () => heard.push(currentTenant())));
    withTenant("ikoyi", () => emitter.emit("sold"));
    expect(heard).toEqual(["ikoyi"]);
    const generator = withTenant("lekki", function* () { yield currentTenant(); });
    expect(generator.next().value).toBeUndefined();
  });

  it("nests the same tenant, and refuses a different one", () => {
    expect(withTenant("7", () => withTenant(7, () => requireTenant<number>()))).toBe(7);
    const switched = () => withTenant("lekki", () => withTenant("ikoyi", () => "never"));
    expect(switched).toThrow(TenantSwitchError);
    expect(switched).toThrow('Tenant "lekki" is in force: cannot switch to "ikoyi" inside it.');
    try {
      switched();
    } catch (error) {
      expect(error).toMatchObject({ status: 403 });
    }
  });

  it("refuses a missing or unusable tenant before the function runs", () => {
    const never = () => expect.unreachable();
    for (const tenant of [undefined, null, ""]) expect(() => withTenant(tenant as unknown as string, never)).toThrow(TenantRequiredError);
    for (const tenant of [{}, Number.NaN, 1.5, true, ["a"], "\udc00"]) expect(() => withTenant(tenant as unknown as string, never)).toThrow(TypeError);
  });
});

describe("requireTenant", () => {
  it("throws with status 403 outside", () => {
    expect(() => requireTenant()).toThrow(TenantRequiredError);
    try {
      requireTenant();
    } catch (error) {
      expect(error).toMatchObject({ name: "TenantRequiredError", status: 403, message: "No tenant in context: this code must run for one tenant." });
    }
  });

  it("is text unless the caller says otherwise, whatever the place it stands in", () => {
    expectTypeOf(() => requireTenant()).returns.toEqualTypeOf<string>();
    expectTypeOf(() => requireTenant<number>()).returns.toEqualTypeOf<number>();
    expectTypeOf(() => currentTenant<bigint>()).returns.toEqualTypeOf<bigint | undefined>();
    // @ts-expect-error A number column must not make the tenant a number behind the caller's back.
    const wrong = (): { companyId: number } => ({ companyId: requireTenant() });
    expect(wrong).toThrow(TenantRequiredError);
    expectTypeOf<TenantId>().toEqualTypeOf<string | number | bigint>();
  });
});

describe("withoutTenant", () => {
  it("has no tenant inside, says why in errors, and gives the outer tenant back", async () => {
    await withTenant("lekki", async () => {
      await withoutTenant("super-admin sees all", async () => {
        expect(currentTenant()).toBeUndefined();
        expect(() => requireTenant()).toThrow('No tenant: this code runs inside withoutTenant("super-admin sees all").');
        await sleep(1);
        expect(() => requireTenant()).toThrow(TenantRequiredError);
      });
      expect(requireTenant()).toBe("lekki");
    });
  });

  it("lets one job work for many tenants in turn", async () => {
    const seen = await withoutTenant("nightly reminders", () =>
      Promise.all(["lekki", "ikoyi"].map((tenant) => withTenant(tenant, () => Promise.resolve(requireTenant())))),
    );
    expect(seen).toEqual(["lekki", "ikoyi"]);
  });

  it("needs a reason in words", () => {
    const never = () => expect.unreachable();
    for (const reason of ["", "  ", undefined, 5, never]) expect(() => withoutTenant(reason as string, never)).toThrow("needs a reason");
  });
});

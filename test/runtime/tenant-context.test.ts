import { EventEmitter } from "node:events";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  bindTenant,
  bindTenantIterable,
  currentTenant,
  requireTenant,
  type TenantId,
  TenantRequiredError,
  type TenantState,
  TenantSuspendedError,
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

  it("nests a different tenant where that is allowed, and gives the outer one back", async () => {
    await withTenant("lekki", async () => {
      const inner = await withTenant("ikoyi", async () => { await sleep(1); return requireTenant(); }, { allowSwitch: true });
      expect([inner, requireTenant()]).toEqual(["ikoyi", "lekki"]);
      // Allowed for this call, not for what it calls.
      const deeper = () => withTenant("ikoyi", () => withTenant("epe", () => "never"), { allowSwitch: true });
      expect(deeper).toThrow(TenantSwitchError);
      for (const allowSwitch of [1, "yes", undefined]) expect(() => withTenant("epe", () => "never", { allowSwitch } as never)).toThrow(TenantSwitchError);
    });
  });

  it("refuses a suspended tenant with an error of its own, and does not run", () => {
    const never = () => expect.unreachable();
    expect(withTenant("lekki", () => requireTenant(), { state: "active" })).toBe("lekki");
    const suspended = () => withTenant("lekki", never, { state: "suspended" });
    expect(suspended).toThrow(TenantSuspendedError);
    expect(suspended).toThrow(expect.objectContaining({ status: 403, message: 'Tenant "lekki" is suspended.' }) as Error);
    withTenant("lekki", () => expect(suspended).toThrow(TenantSuspendedError));
    for (const state of ["", "deleted", null, true]) expect(() => withTenant("lekki", never, { state: state as TenantState })).toThrow("Expected a tenant's state");
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
      expect(error).toMatchObject({ name: "TenantRequiredError", status: 403, message: "No tenant in context: use withTenant." });
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
    for (const reason of ["", "  ", undefined, 5, never]) expect(() => withoutTenant(reason as string, never)).toThrow("a reason in words");
  });
});

describe("bindTenant", () => {
  it("keeps the tenant in which it was made, whoever calls", async () => {
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    for (const tenant of ["lekki", "ikoyi"]) withTenant(tenant, () => emitter.on("sold", bindTenant((plot: string) => heard.push([requireTenant(), plot]))));
    emitter.emit("sold", "A1");
    withTenant("epe", () => {
      emitter.emit("sold", "A2");
      expect(requireTenant()).toBe("epe");
    });
    expect(heard).toEqual([["lekki", "A1"], ["ikoyi", "A1"], ["lekki", "A2"], ["ikoyi", "A2"]]);
    const later = withTenant("lekki", () => bindTenant(async () => { await sleep(1); return requireTenant(); }));
    expect(await withTenant("ikoyi", later)).toBe("lekki");
  });

  it("lets each waiter of a shared flush run in its own tenant", async () => {
    // As a loader does that collects calls: the flush itself runs in the tenant of the first caller.
    const waiting: (() => void)[] = [];
    const seen: unknown[] = [];
    const ask = (): void => {
      if (waiting.push(bindTenant(() => seen.push(requireTenant()))) === 1) queueMicrotask(() => waiting.splice(0).forEach((flush) => flush()));
    };
    withTenant("lekki", ask);
    withTenant("ikoyi", ask);
    await sleep(1);
    expect(seen).toEqual(["lekki", "ikoyi"]);
  });

  it("passes on this, arguments, result and error", () => {
    const office = { city: "Lagos", sell: withTenant("lekki", () => bindTenant(function (this: { city: string }, plot: string) { return `${plot} in ${this.city} by ${requireTenant()}`; })) };
    expect(office.sell("A1")).toBe("A1 in Lagos by lekki");
    expect(withTenant("lekki", () => bindTenant(() => { throw new Error("sold"); }))).toThrow("sold");
    expect(currentTenant()).toBeUndefined();
    expectTypeOf(withTenant("lekki", () => bindTenant((plot: string, price: number) => price > plot.length))).parameters.toEqualTypeOf<[plot: string, price: number]>();
  });

  it("keeps that there is no tenant on purpose, and refuses to keep nothing", () => {
    const statistics = withoutTenant("statistics", () => bindTenant(() => currentTenant() ?? "none"));
    expect(withTenant("lekki", statistics)).toBe("none");
    expect(() => bindTenant(() => 1)).toThrow(TenantRequiredError);
  });
});

describe("bindTenantIterable", () => {
  async function* plots(left: unknown[] = []): AsyncGenerator<string> {
    try {
      for (const plot of ["A1", "A2", "A3"]) {
        await sleep(1);
        yield `${plot} of ${requireTenant()}`;
      }
    } finally {
      left.push(requireTenant());
    }
  }

  it("makes every item in its own tenant, whoever takes it", async () => {
    const [lekki, ikoyi] = ["lekki", "ikoyi"].map((tenant) => withTenant(tenant, () => bindTenantIterable(plots())));
    const seen: unknown[] = [];
    await withTenant("epe", async () => {
      for await (const plot of lekki ?? []) {
        const other: unknown = (await ikoyi?.next())?.value;
        seen.push(plot, requireTenant(), other);
      }
    });
    expect(seen).toEqual(["A1", "A2", "A3"].flatMap((plot) => [`${plot} of lekki`, "epe", `${plot} of ikoyi`]));
  });

  it("lets the generator clean up in its tenant when the reader leaves early", async () => {
    const left: unknown[] = [];
    for await (const plot of withTenant("lekki", () => bindTenantIterable(plots(left)))) {
      expect(plot).toBe("A1 of lekki");
      break;
    }
    expect(left).toEqual(["lekki"]);
    expect(() => bindTenantIterable(plots())).toThrow(TenantRequiredError);
  });
});

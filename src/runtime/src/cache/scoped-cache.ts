import { type KeyPart, keyParts } from "../tenant/tenant-key.ts";
import { checkedTtl, isBelow, keyWithin, type KeyStart, type Scope, startOf } from "./cache-key.ts";
import type { CacheStore } from "./cache-store.ts";
import type { TenantCache } from "./tenant-cache.ts";

/** A view of a store for the tenant in force. Every method asks for the tenant before it waits for anything. */
export function scopedCache(store: CacheStore, scope: Scope): TenantCache<unknown> {
  async function* below(start: KeyStart): AsyncGenerator<string[]> {
    for await (const keys of store.scan(start.text)) {
      const own = keys.filter((key) => isBelow(key, start));
      if (own.length > 0) yield own;
    }
  }

  async function* listed(start: KeyStart): AsyncGenerator<string[]> {
    for await (const keys of below(start)) yield* keys.map(keyParts);
  }

  const cache: TenantCache<unknown> = {
    get: async (key) => (await store.getMany([keyWithin(scope(), key)]))[0],
    async getMany(keys) {
      const tenant = scope();
      return keys.length === 0 ? [] : [...(await store.getMany(keys.map((key) => keyWithin(tenant, key))))];
    },
    set: async (key, value, options) => cache.setMany([{ key, value, ttl: options?.ttl }]),
    async setMany(entries) {
      const tenant = scope();
      if (entries.length === 0) return;
      await store.setMany(
        entries.map(({ key, value, ttl }) => ({ key: keyWithin(tenant, key), value, ttl: ttl === undefined ? undefined : checkedTtl(ttl) })),
      );
    },
    has: async (key) => store.has(keyWithin(scope(), key)),
    delete: async (key) => cache.deleteMany([key]),
    async deleteMany(keys) {
      const tenant = scope();
      if (keys.length > 0) await store.deleteMany(keys.map((key) => keyWithin(tenant, key)));
    },
    keys: (...leading: readonly KeyPart[]) => listed(startOf(scope(), leading)),
    async clear(...leading) {
      let found = 0;
      for await (const keys of below(startOf(scope(), leading))) found += await store.deleteMany(keys);
      return found;
    },
  };
  return cache;
}

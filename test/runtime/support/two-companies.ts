import { expect } from "vitest";
import { ScopeRefusedError, TenantRequiredError, withoutTenant, withTenant } from "../../../src/runtime/src/index.ts";

/** The two companies of the scope tests. Their rows look alike, so that a missing condition shows. */
export const LEKKI = "lekki";
export const IKOYI = "ikoyi";

/** Runs work for Lekki. */
export const asLekki = <T>(work: () => Promise<T>): Promise<T> => withTenant(LEKKI, work);

/** Runs work for Ikoyi. */
export const asIkoyi = <T>(work: () => Promise<T>): Promise<T> => withTenant(IKOYI, work);

/** Runs work for both at once: to prepare rows and to look at them afterwards. */
export const forAll = <T>(work: () => Promise<T>): Promise<T> => withoutTenant("the test looks at every company", work);

/** That an operation is refused in a tenant, in words that name it, and without a tenant altogether. */
export async function expectRefused(work: () => Promise<unknown>, message: RegExp): Promise<void> {
  const refused = asLekki(work);
  await expect(refused).rejects.toThrow(ScopeRefusedError);
  await expect(refused).rejects.toThrow(message);
  await expect(work()).rejects.toThrow(TenantRequiredError);
}

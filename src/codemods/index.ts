// Written by `npm run update` from the files of this folder.
import type { Codemod } from "./codemod.ts";
import cacheKeys from "./cache-keys.ts";
import sequences from "./sequences.ts";
import tenantFilter from "./tenant-filter.ts";
import tenantOnCreate from "./tenant-on-create.ts";
import uids from "./uids.ts";

export const codemods: readonly Codemod[] = [
  cacheKeys,
  sequences,
  tenantFilter,
  tenantOnCreate,
  uids,
];

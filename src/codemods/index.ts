// Written by `npm run update` from the files of this folder.
import type { Codemod } from "./codemod.ts";
import tenantFilter from "./tenant-filter.ts";
import tenantOnCreate from "./tenant-on-create.ts";

export const codemods: readonly Codemod[] = [
  tenantFilter,
  tenantOnCreate,
];

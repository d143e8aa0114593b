// Written by `npm run update` from the files of this folder.
import type { Codemod } from "./codemod.ts";

export const codemods: readonly Codemod[] = [
];

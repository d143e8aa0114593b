import { membersOf, registries } from "../../scripts/generate/registries.mjs";
import { repository } from "../support/repository.ts";

/** File stems of the rules, adapters, frameworks or codemods that a folder of `src` holds. */
export function membersIn(folder: string): string[] {
  return registries.filter((registry) => registry.folder === folder).flatMap((registry) => membersOf(repository, registry));
}

import { defineAdapter } from "../data-adapter.ts";
import { isInPlace } from "./mikro-orm/chain.ts";
import { addColumn, addFilter } from "./mikro-orm/edits.ts";
import { methods } from "./mikro-orm/methods.ts";
import { make, recognize } from "./mikro-orm/recognize.ts";

export default defineAdapter({
  name: "mikro-orm",
  packages: ["@mikro-orm/core", "@mikro-orm/postgresql", "@mikro-orm/mysql", "@mikro-orm/sqlite", "@mikro-orm/mongodb", "@mikro-orm/nestjs"],
  docs: "https://mikro-orm.io/docs/entity-manager",
  support: {
    recognized: [
      "the entity manager and repositories, injected and custom",
      "the query builder, transactions of a manager that is scoped",
      "entities by decorator, `EntitySchema` and `defineEntity`",
      "filters by name, on by default, turned off or given their values by a call",
      "entities that are persisted, changed or removed, and made ones whose key is set behind `create`",
    ],
    missed: [
      "what `flush` writes of entities that were changed in other functions, and of a key that was set behind `create`",
      "subscribers",
    ],
  },
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys()].join("|")}|createQueryBuilder|qb)\\s*(?:<[^<>()]*>)?\\(`),
  mentions: (catalog) => {
    const names = [...catalog.models.values()].filter(({ library }) => library === "mikro-orm").map(({ name }) => name);
    return names.length > 0 ? new RegExp(`\\b(?:${names.join("|")})|\\w+[rR]epo(?:sitory)?\\b|\\b(?:em|entityManager)\\b`) : undefined;
  },
  make,
  recognize,
  inPlace: isInPlace,
  addFilter,
  addColumn,
});

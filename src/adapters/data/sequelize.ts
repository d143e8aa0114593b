import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./sequelize/edits.ts";
import { make } from "./sequelize/instances.ts";
import { methods } from "./sequelize/methods.ts";
import { recognize } from "./sequelize/recognize.ts";
import { symbolOf } from "./sequelize/symbols.ts";

export default defineAdapter({
  name: "sequelize",
  packages: ["sequelize", "sequelize-typescript", "@sequelize/core"],
  docs: "https://sequelize.org/docs/v6/core-concepts/model-querying-basics/",
  support: {
    recognized: [
      "statics with `where`, `Op` and `include`, in version 6 and 7",
      "rows in memory and the methods of associations, repositories of `sequelize-typescript`",
      "named scopes with arguments, and hooks that set the key in a condition or on what is saved",
      "conditions in a `literal`, which is not put in parentheses in version 6",
      "models by `init`, `define`, factories and decorators, associations wherever they are made",
      "`sequelize.query` as SQL",
      "models and connections that are bound to a tenant's schema (`Plot.schema(…)`), and models that are made on the connection of one tenant alone",
    ],
    missed: [
      "default scopes",
      "`fn` as a condition, and what a `literal` says of the tenant but by equalities: unknown",
      "`hasPlot`, which gives no row",
    ],
  },
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys()].join("|")}|build|save)\\s*(?:<[^()]*>)?\\(`),
  mentions: (catalog) => {
    const names = [...catalog.models.values()].filter(({ library }) => library === "sequelize").map(({ name }) => name);
    return names.length > 0 ? new RegExp(`\\b(?:${names.join("|")})`, "i") : undefined;
  },
  make,
  recognize,
  symbol: symbolOf,
  binds: { methods: /^(?:schema|withSchema)$/, makers: /^Sequelize$/, options: /^(?:schema|searchPath|database)$/ },
  addFilter,
  addColumn,
});

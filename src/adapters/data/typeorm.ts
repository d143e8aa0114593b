import { defineAdapter } from "../data-adapter.ts";
import { isInPlace } from "./typeorm/chain.ts";
import { addColumn, addFilter } from "./typeorm/edits.ts";
import { make } from "./typeorm/instances.ts";
import { methods } from "./typeorm/methods.ts";
import { mongoMethods } from "./typeorm/mongo.ts";
import { recognize } from "./typeorm/recognize.ts";

export default defineAdapter({
  name: "typeorm",
  packages: ["typeorm"],
  docs: "https://typeorm.io/docs/working-with-entity-manager/repository-api",
  support: {
    recognized: [
      "repositories, injected, custom or from `getRepository`, entity managers and active records",
      "the query builder with joins, brackets, parameters, subqueries in conditions, and `relation().of()`",
      "`MongoRepository`, with the driver's operators",
      "`FindOptions` with lists, operators and relations, in version 0.3 and 1",
      "entities by decorator and `EntitySchema`, with inheritance",
      "rows that are saved or removed",
      "repositories that extend a base class of another file, by what they hand to it and set beside it",
      "what a container of NestJS gives for a token, by the module that provides it",
      "data sources and query runners that are bound to a tenant's schema",
    ],
    missed: [
      "subscribers",
      "subqueries that a query builder joins or reads from, and those that select more than a column",
    ],
  },
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys(), ...mongoMethods.keys()].join("|")}|createQueryBuilder|getRepository)\\s*(?:<[^>()]*>)?\\(`),
  mentions: (catalog) => {
    const names = [...catalog.models.values()].filter(({ library }) => library === "typeorm").map(({ name }) => name);
    return names.length > 0 ? new RegExp(`\\b(?:${names.join("|")})|\\w+[rR]epo(?:sitory)?\\b`) : undefined;
  },
  make,
  recognize,
  inPlace: isInPlace,
  binds: { makers: /^(?:DataSource|createConnection)$/, options: /^(?:schema|database|url)$/ },
  addFilter,
  addColumn,
});

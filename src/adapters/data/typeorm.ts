import { defineAdapter } from "../data-adapter.ts";
import { isInPlace } from "./typeorm/chain.ts";
import { addColumn, addFilter } from "./typeorm/edits.ts";
import { make } from "./typeorm/instances.ts";
import { methods } from "./typeorm/methods.ts";
import { recognize } from "./typeorm/recognize.ts";

export default defineAdapter({
  name: "typeorm",
  packages: ["typeorm"],
  docs: "https://typeorm.io/docs/working-with-entity-manager/repository-api",
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys()].join("|")}|createQueryBuilder|getRepository)\\s*(?:<[^>()]*>)?\\(`),
  mentions: (catalog) => {
    const names = [...catalog.models.values()].filter(({ library }) => library === "typeorm").map(({ name }) => name);
    return names.length > 0 ? new RegExp(`\\b(?:${names.join("|")})|\\w+[rR]epo(?:sitory)?\\b`) : /(?!)/;
  },
  make,
  recognize,
  inPlace: isInPlace,
  addFilter,
  addColumn,
});

import { defineAdapter } from "../data-adapter.ts";
import { addColumn, addFilter } from "./prisma/edits.ts";
import { makers, preparations, undoes } from "./prisma/extensions.ts";
import { methods } from "./prisma/methods.ts";
import { accessorsOf } from "./prisma/schema.ts";
import { recognize } from "./prisma/recognize.ts";

const names = [...methods.keys()].join("|");

export default defineAdapter({
  name: "prisma",
  packages: ["@prisma/client"],
  docs: "https://www.prisma.io/docs/orm/reference/prisma-client-reference",
  support: {
    recognized: [
      "every method of a model, with nested reads and writes, `connect`, compound keys and fluent relations",
      "transactions, with a list or a function",
      "clients made by `$extends`, `$use` and middleware of your own, as far as their code says what they add, on fields and on what middleware hands on too",
      "classes that extend the client and call `$use` in their constructor or as NestJS sets them up",
      "settings for policies of row-level security that migrations make, for one transaction or for those that a wrapper hands on",
      "`$queryRaw` and its like as SQL",
      "schemas in one file or several",
      "repositories that extend a base class of another file, by what they hand to it and set beside it",
      "what a container of NestJS gives for a token, by the module that provides it",
      "clients that are made for a tenant's schema or database",
    ],
    missed: [
      "`findRaw`, `aggregateRaw` and `$runCommandRaw` of MongoDB",
      "typed SQL",
      "methods that an extension adds to models",
    ],
  },
  hint: new RegExp(`\\.\\s*(?:${names})\\b|\\.\\s*(?:\\$extends|defineExtension|\\$use)\\b|\\bprismaTenantScope\\b`),
  mentions: (catalog) => {
    const accessors = accessorsOf(catalog);
    return accessors.length > 0 ? new RegExp(`(?:\\.\\s*(?:\\$extends|defineExtension|\\$use)\\b|\\bprismaTenantScope\\b|\\b(?:${accessors.join("|")})\\s*[!?]?\\.\\s*(?:${names})|Delegate)\\b`) : undefined;
  },
  recognize,
  clients: { makers, inPlace: /^\$use$/, open: { makers: /^PrismaClient$/, back: /^\$parent$/ }, preparations, undoes },
  binds: { makers: /^Prisma(?:Client|[A-Z]\w*)$/, options: /^(?:url|datasourceUrl|connectionString|schema|database)$/, qualifies: /^\$(?:execute|query)Raw/ },
  addFilter,
  addColumn,
});

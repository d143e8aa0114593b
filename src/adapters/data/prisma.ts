import { defineAdapter } from "../data-adapter.ts";
import { addColumn, addFilter } from "./prisma/edits.ts";
import { makers, preparations } from "./prisma/extensions.ts";
import { methods } from "./prisma/methods.ts";
import { accessorsOf } from "./prisma/schema.ts";
import { recognize } from "./prisma/recognize.ts";

const names = [...methods.keys()].join("|");

export default defineAdapter({
  name: "prisma",
  packages: ["@prisma/client"],
  docs: "https://www.prisma.io/docs/orm/reference/prisma-client-reference",
  hint: new RegExp(`\\.\\s*(?:${names})\\b|\\.\\s*(?:\\$extends|defineExtension|\\$use)\\b`),
  mentions: (catalog) => new RegExp(`(?:\\.\\s*(?:\\$extends|defineExtension|\\$use)\\b|\\b(?:${accessorsOf(catalog).join("|")})\\s*[!?]?\\.\\s*(?:${names})|Delegate)\\b`),
  recognize,
  clients: { makers, inPlace: /^\$use$/, preparations },
  addFilter,
  addColumn,
});

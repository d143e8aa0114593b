import { defineAdapter } from "../data-adapter.ts";
import { addColumn, addFilter } from "./prisma/edits.ts";
import { methods } from "./prisma/methods.ts";
import { accessorsOf } from "./prisma/schema.ts";
import { recognize } from "./prisma/recognize.ts";

const names = [...methods.keys()].join("|");

export default defineAdapter({
  name: "prisma",
  packages: ["@prisma/client"],
  docs: "https://www.prisma.io/docs/orm/reference/prisma-client-reference",
  hint: new RegExp(`\\.\\s*(?:${names})\\b`),
  mentions: (catalog) => new RegExp(`(?:\\b(?:${accessorsOf(catalog).join("|")})\\s*[!?]?\\.\\s*(?:${names})|Delegate)\\b`),
  recognize,
  addFilter,
  addColumn,
});

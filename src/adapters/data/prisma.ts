import { defineAdapter } from "../data-adapter.ts";
import { addColumn, addFilter } from "./prisma/edits.ts";
import { methods } from "./prisma/methods.ts";
import { recognize } from "./prisma/recognize.ts";

export default defineAdapter({
  name: "prisma",
  packages: ["@prisma/client"],
  docs: "https://www.prisma.io/docs/orm/reference/prisma-client-reference",
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys()].join("|")})\\b`),
  recognize,
  addFilter,
  addColumn,
});

import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { filters } from "./supabase/chain.ts";
import { addFilter } from "./supabase/edits.ts";
import { recognize } from "./supabase/recognize.ts";

export default defineAdapter({
  name: "supabase",
  packages: ["@supabase/supabase-js", "@supabase/ssr", "@supabase/postgrest-js"],
  docs: "https://supabase.com/docs/reference/javascript/select",
  support: {
    recognized: [
      "chains on `from`, with `or` texts, `match`, embedded tables and `!inner`",
      "row-level security from migrations, and policies that let everybody in",
      "clients of the library and of its helpers for frameworks; it does not hold back those with a service-role key",
      "`rpc` of a function that the service role calls, or that is `security definer`, by its body in a migration",
      "tables from generated types and migrations",
      "views of migrations, by what their columns are in the tables below; row-level security of these holds where a view has `security_invoker`",
    ],
    missed: [
      "`rpc` of functions with variables, branches or dynamic SQL, and of those that ask who is signed in",
      "views that ask who is signed in, by themselves or by a function",
      "what a policy compares: that there is one counts",
      "storage and `auth.admin`",
    ],
  },
  hint: /\.\s*(?:from|rpc)\s*(?:<[^<>()]*>)?\(\s*["'`\w]/,
  // Where the schema is the platform's, clients may be called anything.
  mentions: (catalog) => ([...catalog.models.values()].some(({ library, file }) => library === "supabase" || /\bsupabase\b/.test(file)) ? /(?:)/ : /supabase/i),
  recognize,
  inPlace: (method) => filters.has(method),
  addFilter,
  addColumn,
});

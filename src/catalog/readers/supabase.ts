import { defineSchemaReader } from "../schema-reader.ts";
import { readSupabaseTypes } from "../supabase/read-types.ts";

export default defineSchemaReader({
  name: "supabase",
  kind: "source",
  secondary: true,
  generated: true,
  packages: ["@supabase/supabase-js", "@supabase/ssr", "@supabase/postgrest-js"],
  hint: /\bRow:\s*\{/,
  files: /\.[cm]?[jt]sx?$/,
  read: readSupabaseTypes,
});

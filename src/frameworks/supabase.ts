import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";

/** Users edit their own `user_metadata` with `auth.updateUser({ data })`. */
const user: Shape = { user_metadata: "request", "*": "identity" };

export default defineFramework({
  name: "supabase",
  packages: ["@supabase/supabase-js", "@supabase/ssr", "@supabase/auth-js"],
  docs: "https://supabase.com/docs/reference/javascript/auth-getuser",
  methods: [
    { path: ".auth.getUser", gives: { data: { user }, error: "server" } },
    { path: ".auth.getClaims", gives: { data: { claims: user, "*": "identity" }, error: "server" } },
    // On a server it reads the cookie as the browser sent it, without verifying.
    { path: ".auth.getSession", gives: { data: "request", error: "server" } },
    { path: ".auth.admin.getUserById", gives: { data: { user: { user_metadata: "request" } } } },
  ],
});

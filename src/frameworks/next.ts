import { defineFramework, type FunctionSite } from "./framework.ts";
import { actionEntry } from "./parts/next-actions.ts";
import type { NextEntry } from "./parts/next-entry.ts";
import { pagesApiEntry, serverSidePropsEntry } from "./parts/next-pages.ts";
import { middlewareEntry, pageEntry, routeEntry } from "./parts/next-app.ts";

const ways: readonly ((site: FunctionSite) => NextEntry | undefined)[] = [
  actionEntry, routeEntry, pageEntry, middlewareEntry, pagesApiEntry, serverSidePropsEntry,
];

export default defineFramework({
  name: "next",
  packages: ["next"],
  docs: "https://nextjs.org/docs/app/api-reference/file-conventions",
  entry(site) {
    for (const way of ways) {
      const entry = way(site);
      if (entry) return { framework: "next", mounted: false, ...entry };
    }
    return undefined;
  },
  sources: [
    { from: "next/headers", name: "headers", gives: "request" },
    { from: "next/headers", name: "cookies", gives: "request" },
    { from: "next/headers", name: "draftMode", gives: "server" },
  ],
  exits: ["notFound", "redirect", "permanentRedirect", "unauthorized", "forbidden"].map((name) => ({ from: "next/navigation", name })),
});

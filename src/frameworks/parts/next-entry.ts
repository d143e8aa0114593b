import type { EntryPoint } from "../framework.ts";

/** What sets one entry point of Next.js apart from another; all of them stand by themselves, none is mounted. */
export type NextEntry = Omit<EntryPoint, "framework" | "mounted">;

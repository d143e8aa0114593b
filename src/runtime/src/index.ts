// In an order in which parts that resemble each other stand together: a bundle of all of them compresses better so.
export * from "./entries/events.ts";
export * from "./entries/cache.ts";
export * from "./entries/adapters.ts";
export * from "./entries/sequences.ts";
export * from "./entries/paths.ts";
export * from "./entries/executors.ts";
export * from "./entries/keys.ts";
export * from "./entries/context.ts";
export * from "./entries/uids.ts";
export * from "./entries/scoped.ts";

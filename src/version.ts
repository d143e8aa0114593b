import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string; readonly dependencies: Readonly<Record<string, string>> };

/** Version of this package. */
export const { version } = manifest;

/** Names of the packages that this one runs on. */
export const dependencies: readonly string[] = Object.keys(manifest.dependencies);

import type { CacheAdapter } from "../../src/adapters/cache-adapter.ts";
import { defineAdapter } from "../../src/adapters/data-adapter.ts";
import type { CacheUse } from "../../src/analysis/cache-use.ts";
import type { Value } from "../../src/analysis/value.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { catalogOf } from "./catalog.ts";
import { recognizeIn } from "./values.ts";

const noData = defineAdapter({
  name: "none",
  packages: [],
  docs: "",
  support: { recognized: [], missed: [] },
  hint: /^/,
  recognize: () => undefined,
  addFilter: () => ({ refused: "no data here" }),
  addColumn: () => ({ refused: "no data here" }),
});

interface Around {
  /** Declared types by source text, as in `{ "this.cache": "Cache" }`. */
  readonly types?: Readonly<Record<string, string>>;
  readonly caches?: Partial<Settings["caches"]>;
}

/** The cache use that the call of a snippet's last statement is. */
export function cacheUseIn(source: string, adapters: CacheAdapter | readonly CacheAdapter[], around: Around = {}): CacheUse | undefined {
  const { call, file } = recognizeIn(source, noData, catalogOf(""), around.types);
  const settings = { ...file.settings, caches: { ...file.settings.caches, ...around.caches } };
  for (const adapter of [adapters].flat()) {
    const use = adapter.recognize(call, { ...file, settings });
    if (use) return use;
  }
  return undefined;
}

/** A use in short: `set estates <- rows (prefix acme)`. Constants are their value, other values their source. */
export function summaryOf(use: CacheUse | undefined): string {
  if (!use) return "nothing";
  const keys = use.keys.map(brief).join(", ");
  const stored = use.stored ? ` <- ${brief(use.stored)}` : "";
  const prefix = use.prefix ? ` (prefix ${brief(use.prefix)})` : "";
  return `${use.operation} ${keys}${stored}${prefix}`.trimEnd();
}

function brief(value: Value): string {
  if (value.kind === "constant") return String(value.value);
  if (value.kind === "list") return `[${value.items.map((item) => brief(item.value)).join(", ")}]`;
  if (value.kind !== "reference") return value.kind;
  const { root } = value;
  const first = root.kind === "opaque" || root.kind === "import" ? root.id : root.kind === "parameter" ? root.name ?? "" : root.kind === "call" ? "call" : root.kind;
  return [first, ...value.path].filter((step) => step !== "").join(".");
}

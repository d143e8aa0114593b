import { dirname, join } from "node:path";
import { readCompilerConfig, type CompilerConfig } from "./compiler-config.ts";
import type { Disk } from "./disk.ts";
import type { Packages } from "./packages.ts";

/** Which tsconfig or jsconfig speaks for a file. */
export interface GoverningConfigs {
  /** The nearest config that covers a file, itself or by one it refers to, as editors choose; else the nearest. */
  of(file: string): CompilerConfig | undefined;
  /** A config by its path. */
  read(file: string): CompilerConfig | undefined;
}

/** Reads the configs up to the top of a repository as they are asked for. */
export function openConfigs(top: string, disk: Disk, packages: Packages): GoverningConfigs {
  const configs = new Map<string, CompilerConfig | undefined>();
  const around = new Map<string, readonly CompilerConfig[]>();
  const governing = new Map<string, CompilerConfig | undefined>();
  const read = (file: string): CompilerConfig | undefined => {
    if (!configs.has(file)) configs.set(file, readCompilerConfig(file, disk, packages));
    return configs.get(file);
  };
  const configsAround = (folder: string): readonly CompilerConfig[] => {
    const known = around.get(folder);
    if (known) return known;
    const own = read(join(folder, "tsconfig.json")) ?? read(join(folder, "jsconfig.json"));
    const above = dirname(folder);
    const outer = folder === top || folder === above ? [] : configsAround(above);
    const found = own ? [own, ...outer] : outer;
    around.set(folder, found);
    return found;
  };
  const covering = (config: CompilerConfig, file: string, seen: Set<CompilerConfig>): CompilerConfig | undefined => {
    if (seen.has(config)) return undefined;
    seen.add(config);
    if (config.covers(file)) return config;
    return first(config.references, (reference) => {
      const other = read(reference);
      return other && covering(other, file, seen);
    });
  };
  return {
    read,
    of(file) {
      if (governing.has(file)) return governing.get(file);
      const candidates = configsAround(dirname(file));
      const config = first(candidates, (candidate) => covering(candidate, file, new Set())) ?? candidates[0];
      governing.set(file, config);
      return config;
    },
  };
}

/** The first answer that is one. */
export function first<Item, Answer>(items: Iterable<Item>, ask: (item: Item) => Answer | undefined): Answer | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

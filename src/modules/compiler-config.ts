import { dirname, isAbsolute, join, resolve } from "node:path";
import { bestPattern, mappedTargets } from "./conditional-map.ts";
import { isObject, textsOf, upwards, type Disk, type JsonObject } from "./disk.ts";
import { filePattern } from "./file-pattern.ts";
import type { Packages } from "./packages.ts";

/** What a tsconfig or jsconfig says about where modules are, with all that it extends. Paths are absolute. */
export interface CompilerConfig {
  readonly file: string;
  /** The folder of the file. */
  readonly folder: string;
  readonly baseUrl: string | undefined;
  readonly outputs: readonly string[];
  readonly rootDir: string | undefined;
  /** Files of the configs that it refers to. */
  readonly references: readonly string[];
  /** True for the files that it compiles. */
  covers(file: string): boolean;
  /** Where `paths` send a specifier, first choice first. */
  mapped(specifier: string): readonly string[];
}

/** Options as they are inherited: what stands nearer replaces what stands further away. */
interface Options {
  readonly baseUrl?: string;
  readonly paths?: JsonObject;
  /** The folder of the config that declares `paths`. */
  readonly pathsFolder?: string;
  readonly outDir?: string;
  readonly declarationDir?: string;
  readonly rootDir?: string;
  readonly files?: Located;
  readonly include?: Located;
  readonly exclude?: Located;
}

interface Located {
  readonly folder: string;
  readonly patterns: readonly string[];
}

/** Reads a config; undefined where there is none or it is broken. What it extends and cannot be found counts as empty. */
export function readCompilerConfig(file: string, disk: Disk, packages: Packages): CompilerConfig | undefined {
  const json = disk.json(file);
  if (!json) return undefined;
  const folder = dirname(file);
  const options = optionsOf(file, disk, packages, new Set());
  const at = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(path.replaceAll("${configDir}", folder)));
  const baseUrl = at(options.baseUrl);
  const outputs = [at(options.outDir), at(options.declarationDir)].filter((path) => path !== undefined);
  const references = (Array.isArray(json["references"]) ? (json["references"] as unknown[]) : []).flatMap((each) => (isObject(each) && typeof each["path"] === "string" ? [referenced(resolve(folder, each["path"]), disk)] : []));
  return { file, folder, baseUrl, outputs, rootDir: at(options.rootDir), references, covers: coverage(options, folder, outputs), mapped: pathsMatcher(options, folder, baseUrl) };
}

function referenced(path: string, disk: Disk): string {
  return disk.hasFile(path) ? path : join(path, "tsconfig.json");
}

function optionsOf(file: string, disk: Disk, packages: Packages, seen: Set<string>): Options {
  const json = seen.has(file) ? undefined : disk.json(file);
  if (!json) return {};
  seen.add(file);
  const bases = typeof json["extends"] === "string" ? [json["extends"]] : textsOf(json["extends"]);
  const inherited = bases.map((base) => extendedFile(base, dirname(file), disk, packages)).map((base) => (base === undefined ? {} : optionsOf(base, disk, packages, new Set(seen))));
  return Object.assign({}, ...inherited, ownOptions(json, dirname(file))) as Options;
}

function ownOptions(json: JsonObject, folder: string): Options {
  const compiler = isObject(json["compilerOptions"]) ? json["compilerOptions"] : {};
  const folders = ["baseUrl", "outDir", "declarationDir", "rootDir"].flatMap((name) => {
    const path = compiler[name];
    return typeof path === "string" ? [[name, path.startsWith("${configDir}") ? path : resolve(folder, path)]] : [];
  });
  const lists = ["files", "include", "exclude"].flatMap((name) => (Array.isArray(json[name]) ? [[name, { folder, patterns: textsOf(json[name]) }]] : []));
  const paths = isObject(compiler["paths"]) ? { paths: compiler["paths"], pathsFolder: folder } : {};
  return { ...(Object.fromEntries([...folders, ...lists]) as Options), ...paths };
}

/** The config that `extends` names: a path, or a file of a package of the repository or of an installed one. */
function extendedFile(base: string, folder: string, disk: Disk, packages: Packages): string | undefined {
  if (/^\.{1,2}(?:[/\\]|$)/.test(base) || isAbsolute(base)) return configAt(resolve(folder, base), disk);
  const { name, subpath } = splitSpecifier(base);
  const own = packages.named(name, folder);
  const installed = [...upwards(folder, "")].map((above) => join(above, "node_modules", name));
  for (const home of [...(own ? [own.folder] : []), ...installed]) {
    const manifest = disk.json(join(home, "package.json"));
    const exported = manifest ? (mappedTargets(manifest["exports"], subpath === "" ? "." : `./${subpath}`) ?? []) : [];
    const main = subpath === "" && typeof manifest?.["tsconfig"] === "string" ? [manifest["tsconfig"]] : [];
    for (const target of [...exported, ...main, subpath]) {
      const found = configAt(join(home, target), disk);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function configAt(path: string, disk: Disk): string | undefined {
  return [path, `${path}.json`, join(path, "tsconfig.json")].find((file) => disk.hasFile(file));
}

/** The name of the package in a specifier, and what follows it. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  return { name: parts.slice(0, length).join("/"), subpath: parts.slice(length).join("/") };
}

function coverage({ files, include, exclude }: Options, folder: string, outputs: readonly string[]): (file: string) => boolean {
  const named = new Set(files?.patterns.map((file) => resolve(files.folder, file.replaceAll("${configDir}", folder))));
  const included = include ?? (files ? undefined : { folder, patterns: ["**/*"] });
  const excluded = exclude ?? { folder, patterns: ["node_modules", "bower_components", "jspm_packages"] };
  const matchers = ({ folder: from, patterns }: Located): ((file: string) => boolean)[] => patterns.map((pattern) => (pattern.startsWith("${configDir}") ? filePattern(folder, pattern.slice("${configDir}/".length)) : filePattern(from, pattern)));
  const isIncluded = included ? matchers(included) : [];
  const isExcluded = [...matchers(excluded), ...(exclude ? [] : outputs.map((output) => filePattern(output, "")))];
  return (file) => named.has(file) || (isIncluded.some((matches) => matches(file)) && !isExcluded.some((matches) => matches(file)));
}

function pathsMatcher({ paths, pathsFolder }: Options, folder: string, baseUrl: string | undefined): (specifier: string) => readonly string[] {
  if (!paths) return () => [];
  const patterns = Object.keys(paths);
  const base = baseUrl ?? pathsFolder ?? folder;
  return (specifier) => {
    const match = Object.hasOwn(paths, specifier) ? { pattern: specifier, star: "" } : bestPattern(patterns, specifier);
    const targets = match ? textsOf(paths[match.pattern]) : [];
    return targets.map((target) => resolve(base, target.replaceAll("${configDir}", folder).replace("*", () => match?.star ?? "")));
  };
}

import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { builtFrom, isOutput } from "./built-from.ts";
import { splitSpecifier, type CompilerConfig } from "./compiler-config.ts";
import { mappedTargets } from "./conditional-map.ts";
import { openDisk, upwards, type Disk } from "./disk.ts";
import { first, openConfigs } from "./governing-config.ts";
import { openPackages, workspaceGlobs, type PackageFolder } from "./packages.ts";
import { mainTargets, sourceAt, sourceInFolder } from "./source-at.ts";

/** Finds the source files of a repository that imports mean. */
export interface Resolver {
  /**
   * The absolute path of the TypeScript or JavaScript source that an import in a file means. Undefined for installed
   * packages, Node's own modules, styles, data, generated code and what does not exist. Never throws.
   */
  resolve(specifier: string, fromFile: string): string | undefined;
  /** True when files came or went, or were configured anew, since they were looked at: `forget` then. */
  isStale(): boolean;
  /** Drops all that was read; files that came, went or were configured anew since then are seen afterwards. */
  forget(): void;
}

/** Resolves as TypeScript and bundlers do, whether or not anything is installed or built. `root` is the project's; the repository around it counts too. */
export function createResolver(root: string): Resolver {
  const absolute = resolve(root);
  let disk = openDisk();
  let find = openModules(absolute, disk);
  return {
    resolve: (specifier, fromFile) => find(specifier, isAbsolute(fromFile) ? fromFile : join(absolute, fromFile)),
    isStale: () => disk.hasChanged(),
    forget() {
      disk = openDisk();
      find = openModules(absolute, disk);
    },
  };
}

type Answers = Map<string, string | undefined>;

/** A folder and the config that speaks for files in it, with what specifiers mean there. */
interface Place {
  readonly folder: string;
  readonly config: CompilerConfig | undefined;
  readonly near: Answers;
  /** Of specifiers that are not relative: they mean the same all over a package. */
  readonly named: Answers;
}

type Find = (specifier: string, fromFile: string) => string | undefined;

/** Installed or generated; tools write into hidden folders, people into the one that a web server shows. */
const notOwn = /(?:^|[\\/])(?:node_modules|bower_components|generated|__generated__|\.(?!well-known[\\/])[^\\/.][^\\/]*)[\\/]/;
const isRelative = /^\.{1,2}(?:\/|$)/;
/** Neither a scheme such as `node:` or `https:` nor a bundler's query. */
const isPlain = /^(?![a-z][\w+.-]*:)[^?!\0]+$/i;

function openModules(root: string, disk: Disk): Find {
  const top = repositoryAround(root, disk);
  const packages = openPackages(top, disk);
  const configs = openConfigs(top, disk, packages);

  const isOwn = (file: string): boolean => {
    const path = relative(top, file);
    return !path.startsWith("..") && !isAbsolute(path) && !notOwn.test(path);
  };

  /** The source that a path means; for a build output what it is built from. */
  const sourceOf = (path: string, folderOnly = false): string | undefined => {
    const found = folderOnly ? sourceInFolder(path, disk) : sourceAt(path, disk);
    if (found !== undefined && !isOutput(found, packages)) return found;
    return builtFrom(folderOnly ? join(path, "index") : path, disk, packages, configs);
  };

  const inPackage = ({ folder, manifest }: PackageFolder, subpath: string): string | undefined => {
    const exported = mappedTargets(manifest["exports"], subpath === "" ? "." : `./${subpath}`);
    // An empty list is a subpath that the package keeps to itself.
    if (exported?.length === 0) return undefined;
    const targets = [...(exported ?? []), ...(subpath === "" ? mainTargets(manifest) : [])];
    const usual = subpath === "" ? ["src/index", "index"] : [subpath, join("src", subpath)];
    return first([...targets, ...usual], (target) => sourceOf(join(folder, target)));
  };

  const byName = (specifier: string, folder: string): string | undefined => {
    const { name, subpath } = splitSpecifier(specifier);
    const found = packages.named(name, folder);
    return found && inPackage(found, subpath);
  };

  const byImports = (specifier: string, folder: string): string | undefined => {
    const home = packages.homeOf(folder);
    return first(mappedTargets(home.manifest["imports"], specifier) ?? [], (target) => (target.startsWith(".") ? sourceOf(join(home.folder, target)) : byName(target, home.folder)));
  };

  /** Short names that frameworks and bundlers give to folders without a word in a tsconfig. */
  const byConvention = (specifier: string, folder: string): string | undefined => {
    const [, alias, path = ""] = /^([@~]|\$lib)(?:\/(.*))?$/.exec(specifier) ?? [];
    const home = packages.homeOf(folder).folder;
    if (alias === undefined) return undefined;
    return first(alias === "$lib" ? ["src/lib"] : ["src", "."], (base) => sourceOf(join(home, base, path)));
  };

  const find = (specifier: string, folder: string, config: CompilerConfig | undefined): string | undefined => {
    if (isRelative.test(specifier)) return sourceOf(join(folder, specifier), /(?:^|\/)\.{0,2}$/.test(specifier));
    if (isAbsolute(specifier)) return undefined;
    const configured = first(config?.mapped(specifier) ?? [], (path) => sourceOf(path)) ?? (config?.baseUrl === undefined ? undefined : sourceOf(join(config.baseUrl, specifier)));
    return configured ?? (specifier.startsWith("#") ? byImports(specifier, folder) : byName(specifier, folder)) ?? byConvention(specifier, folder);
  };

  const relatives = new Map<string, Answers>();
  const names = new Map<string, Answers>();
  const places = new Map<string, Place>();
  const placeOf = (file: string): Place => {
    const folder = dirname(file);
    const config = configs.of(file);
    const place = { folder, config, near: answersOf(folder, relatives), named: answersOf(`${packages.homeOf(folder).folder}\n${config?.file ?? ""}`, names) };
    places.set(file, place);
    return place;
  };
  return (specifier, fromFile) => {
    const { folder, config, near, named } = places.get(fromFile) ?? placeOf(fromFile);
    const answers = isRelative.test(specifier) ? near : named;
    const known = answers.get(specifier);
    if (known !== undefined || answers.has(specifier)) return known;
    const found = isPlain.test(specifier) ? find(specifier, folder, config) : undefined;
    const answer = found !== undefined && isOwn(found) ? found : undefined;
    answers.set(specifier, answer);
    return answer;
  };
}

function answersOf(key: string, known: Map<string, Answers>): Answers {
  const answers = known.get(key) ?? new Map<string, string | undefined>();
  known.set(key, answers);
  return answers;
}

/** The folder of the git repository or workspace that a root is in, or the root. */
function repositoryAround(root: string, disk: Disk): string {
  const above = [...upwards(root, "")];
  return above.find((folder) => existsSync(join(folder, ".git"))) ?? above.find((folder) => workspaceGlobs(folder, disk).length > 0) ?? root;
}

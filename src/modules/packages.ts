import { dirname, join, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { isObject, textsOf, upwards, type Disk, type JsonObject } from "./disk.ts";

/** A folder with a manifest. */
export interface PackageFolder {
  readonly folder: string;
  readonly manifest: JsonObject;
}

/** The packages of a repository, found by name without anything being installed. */
export interface Packages {
  /** The nearest package at or above a folder, else the top of the repository. */
  homeOf(folder: string): PackageFolder;
  /** The package of the repository that a name means to the files of a folder: itself, a linked folder, or a member of the nearest workspace. */
  named(name: string, fromFolder: string): PackageFolder | undefined;
}

/** Reads the manifests below the top of a repository as they are asked for. */
export function openPackages(top: string, disk: Disk): Packages {
  const homes = new Map<string, PackageFolder>();
  const names = new Map<string, Map<string, PackageFolder | undefined>>();
  const members = new Map<string, ReadonlyMap<string, PackageFolder>>();
  const at = (folder: string): PackageFolder | undefined => {
    const manifest = disk.json(join(folder, "package.json"));
    return manifest && { folder, manifest };
  };
  const homeOf = (folder: string): PackageFolder => {
    const known = homes.get(folder);
    if (known) return known;
    const own = at(folder);
    const above = dirname(folder);
    const isTop = folder === top || folder === above;
    const home = own && isPackage(own.manifest) ? own : isTop ? { folder, manifest: own?.manifest ?? {} } : homeOf(above);
    homes.set(folder, home);
    return home;
  };
  const membersOf = (root: string): ReadonlyMap<string, PackageFolder> => {
    const known = members.get(root);
    if (known) return known;
    const found = readMembers(root, disk, at);
    members.set(root, found);
    return found;
  };
  const namedBy = (name: string, home: PackageFolder): PackageFolder | undefined => {
    if (home.manifest["name"] === name) return home;
    const range = rangeOf(name, home.manifest);
    if (range?.startsWith("npm:")) return undefined;
    const linked = /^(?:file|link|portal|workspace):(\.{0,2}\/.*)/.exec(range ?? "")?.[1];
    if (linked !== undefined) return at(resolve(home.folder, linked));
    for (const root of upwards(home.folder, top)) {
      const member = membersOf(root).get(name);
      if (member) return member;
    }
    return undefined;
  };
  return {
    homeOf,
    named(name, fromFolder) {
      const home = homeOf(fromFolder);
      const found = names.get(home.folder) ?? new Map<string, PackageFolder | undefined>();
      names.set(home.folder, found);
      if (!found.has(name)) found.set(name, namedBy(name, home));
      return found.get(name);
    },
  };
}

/** False for a manifest that says no more than how the files beside it are to be read, as builds leave them in their outputs. */
function isPackage(manifest: JsonObject): boolean {
  return ["name", "dependencies", "imports", "workspaces"].some((field) => manifest[field] !== undefined);
}

/** The globs by which a folder declares itself the root of a workspace. */
export function workspaceGlobs(folder: string, disk: Disk): readonly string[] {
  const declared = disk.json(join(folder, "package.json"))?.["workspaces"];
  const pnpm = join(folder, "pnpm-workspace.yaml");
  const globs = [...textsOf(isObject(declared) ? declared["packages"] : declared), ...(disk.hasFile(pnpm) ? packagesOfYaml(disk.text(pnpm)) : [])];
  return globs.length > 0 ? globs : textsOf(disk.json(join(folder, "lerna.json"))?.["packages"]);
}

function rangeOf(name: string, manifest: JsonObject): string | undefined {
  const ranges = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].map((kind) => manifest[kind]);
  return ranges.map((each) => (isObject(each) ? each[name] : undefined)).find((range) => typeof range === "string");
}

function readMembers(root: string, disk: Disk, at: (folder: string) => PackageFolder | undefined): ReadonlyMap<string, PackageFolder> {
  const globs = workspaceGlobs(root, disk);
  const folders = globs.length === 0 ? [] : [root, ...foldersOf(root, globs)];
  const byName = new Map<string, PackageFolder>();
  for (const folder of folders) {
    const member = at(folder);
    const name = member?.manifest["name"];
    if (member && typeof name === "string" && !byName.has(name)) byName.set(name, member);
  }
  return byName;
}

function foldersOf(root: string, globs: readonly string[]): string[] {
  const patterns = globs.map((glob) => glob.replace(/^(!?)\.\//, "$1").replace(/\/*$/, "/package.json"));
  const manifests = globSync(patterns, { cwd: root, absolute: true, expandDirectories: false, followSymbolicLinks: false, ignore: ["**/node_modules/**"] });
  return manifests.map((file) => dirname(resolve(file))).sort();
}

/** The list under `packages:`, over several lines or in brackets; all else in the file is none of our business. */
function packagesOfYaml(text: string): string[] {
  const [, inline, block] = /^packages:[ \t]*(?:\[([^\]]*)\]|(?:#.*)?\r?\n((?:[ \t]*(?:-.*|#.*)?(?:\r?\n|$))*))/m.exec(text) ?? [];
  const items = inline?.split(",") ?? block?.split("\n").map((line) => /^\s*-(.*)/.exec(line)?.[1] ?? "") ?? [];
  return items.map((item) => /^\s*(?:"([^"]*)"|'([^']*)'|([^#]*?))\s*(?:#.*)?$/.exec(item)).map((match) => match?.[1] ?? match?.[2] ?? match?.[3] ?? "").filter((glob) => glob !== "");
}

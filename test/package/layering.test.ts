import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, repository } from "../support/repository.ts";
import { importsOf, type Import } from "./imports-of.ts";
import { membersIn } from "./members.ts";

const sources = filesBelow("src", ".ts").map((file) => ({ file, imports: importsOf(file) }));
const inFolder = (folder: string) => sources.filter(({ file }) => file.startsWith(`${folder}/`));

/** `file imports specifier` of every import that is not allowed. */
function offences(files: typeof sources, allowed: (imported: Import) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((imported) => !allowed(imported)).map(({ specifier }) => `${file} imports ${specifier}`),
  );
}

/** The package of a specifier: `@scope/name/path` is `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Packages that describe the syntax tree. */
const treePackages = ["@typescript-eslint/scope-manager", "@typescript-eslint/types", "@typescript-eslint/visitor-keys"];

const frameworks = membersIn("src/frameworks").map((name) => `src/frameworks/${name}.ts`);

/** True for what the analysis may know: the tree, the catalog, contracts and registries, but no single library. */
function openToAnalysis(file: string): boolean {
  if (file.startsWith("src/frameworks/")) return !frameworks.includes(file);
  if (file.startsWith("src/adapters/")) return /^src\/adapters\/([\w-]+\.ts|\w+\/index\.ts)$/.test(file);
  return ["src/analysis/", "src/catalog/", "src/settings/", "src/syntax/", "src/project.ts"].some((open) => file.startsWith(open));
}

describe("layering", () => {
  it("finds the sources", () => {
    expect(sources.map(({ file }) => file)).toContain("src/analysis/access.ts");
    expect(importsOf("src/analysis/access.ts")).toContainEqual({
      specifier: "./value.ts",
      file: "src/analysis/value.ts",
      typeOnly: true,
    });
  });

  it("keeps the compiler in the codemods", () => {
    const outside = sources.filter(({ file }) => !file.startsWith("src/codemods/"));
    const compilers = ["ts-morph", "typescript"];
    expect(offences(outside, ({ specifier }) => !compilers.includes(packageOf(specifier)))).toEqual([]);
  });

  it("keeps the runtime to itself", () => {
    const own = ({ specifier, file }: Import) =>
      file === undefined ? isBuiltin(specifier) : file.startsWith("src/runtime/");
    expect(offences(inFolder("src/runtime"), own)).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(repository, "src/runtime/package.json"), "utf8")) as object;
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).not.toHaveProperty("peerDependencies");
  });

  it("keeps libraries, hosts and reporters out of the analysis", () => {
    const allowed = ({ specifier, file }: Import) =>
      file === undefined ? isBuiltin(specifier) || treePackages.includes(packageOf(specifier)) : openToAnalysis(file);
    expect(offences(inFolder("src/analysis"), allowed)).toEqual([]);
  });

  it("keeps hosts, rules and reporters out of adapters and frameworks", () => {
    const closed = ["src/rules/", "src/cli/", "src/reporters/", "src/codemods/", "src/index.ts", "src/cli.ts"];
    const allowed = ({ specifier, file }: Import) =>
      packageOf(specifier) !== "eslint" && !closed.some((path) => file?.startsWith(path));
    expect(offences([...inFolder("src/adapters"), ...inFolder("src/frameworks")], allowed)).toEqual([]);
  });

  it("keeps the resolution of modules to itself", () => {
    const allowed = ({ specifier, file }: Import) => (file === undefined ? isBuiltin(specifier) || specifier === "tinyglobby" : file.startsWith("src/modules/"));
    expect(offences(inFolder("src/modules"), allowed)).toEqual([]);
  });

  it("imports at run time only what the package depends on", () => {
    const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const product = sources.filter(({ file }) => !file.startsWith("src/runtime/"));
    const allowed = ({ specifier, file, typeOnly }: Import) =>
      typeOnly || file !== undefined || isBuiltin(specifier) || packageOf(specifier) in manifest.dependencies;
    expect(offences(product, allowed)).toEqual([]);
  });
});

import type { Catalog, Model } from "../catalog/catalog.ts";
import { printable } from "../reporters/printable.ts";
import { mainTenancy, reportModel, reportTenancy } from "../reporters/report.ts";
import { emit } from "./emit.ts";
import type { ExitCode, Io, Verb } from "./io.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { oneOf, parseOptions } from "./parse-options.ts";
import { fromRoot, schemaProblems } from "./survey.ts";
import type { Project } from "../project.ts";

const usage = "models [--format text|json] [--output FILE]";

/** `ringfence models`: who owns each model, over which path, and why we think so. */
export function modelsVerb(open: OpenSurveyor): Verb {
  return { name: "models", usage, summary: "list every model and who owns its rows", run: (args, io) => models(args, io, open) };
}

function models(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  const { values } = parseOptions(args, { format: { type: "string", default: "text" }, output: { type: "string" } }, usage);
  const format = oneOf("--format", values.format, ["text", "json"]);
  const { project } = open(io.cwd);
  emit(format === "json" ? modelsJson(project) : modelsText(project, io), values.output, io);
  return 0;
}

function modelsJson(project: Project): string {
  const object = {
    version: 1,
    root: ".",
    tenancy: { ...reportTenancy(mainTenancy(project.catalogs)), because: mainTenancy(project.catalogs)?.because ?? [] },
    models: project.catalogs.flatMap((catalog) =>
      [...catalog.models.values()].map((model) => ({
        ...reportModel(model, (path) => fromRoot(project, path)),
        because: model.ownership.because,
      })),
    ),
    skipped: schemaProblems(project),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function modelsText(project: Project, io: Io): string {
  const catalogs = project.catalogs.map((catalog) => catalogText(catalog, project, io));
  const problems = schemaProblems(project).map(({ file, reason }) => `${io.colors.yellow("problem")} ${file}: ${reason}\n`);
  if (catalogs.length === 0 && problems.length === 0) return "No schema was found, so no model is known.\n";
  return printableLines([...catalogs, ...problems].join("\n"));
}

function catalogText({ tenancy, models, files }: Catalog, project: Project, { colors }: Io): string {
  const rows = [...models.values()].map((model) => [model.name, ...ownedBy(model), model.ownership.because]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd());
  const place = files.map((file) => fromRoot(project, file)).slice(0, 3).join(", ") + (files.length > 3 ? ", …" : "");
  const tenant = tenancy.root === undefined ? "no tenant" : `tenant ${tenancy.root}, keys ${tenancy.keys.join(", ")} (${tenancy.source})`;
  const why = tenancy.because.map((step) => `  ${step}`);
  return `${[colors.underline(place), colors.bold(tenant), ...why, "", ...table].join("\n")}\n`;
}

/** Kind of ownership, and the keys or the path that lead to the owner. */
function ownedBy({ ownership }: Model): [kind: string, over: string] {
  if ("keys" in ownership) return [ownership.kind, ownership.keys.map(({ column }) => column).join(", ")];
  if ("path" in ownership) return [ownership.kind, ownership.path.join(".")];
  return [ownership.kind, ""];
}

/** Keeps the colours of our own words. */
function printableLines(text: string): string {
  return text.split("\n").map((line) => (line.includes("\u001B") ? line : printable(line))).join("\n");
}

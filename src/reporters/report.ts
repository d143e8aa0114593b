import type { Catalog, Model, Tenancy } from "../catalog/catalog.ts";
import type { Counts } from "../findings/counts.ts";
import type { Details } from "../findings/details.ts";
import type { Finding } from "../findings/finding.ts";

/** What every reporter of `check` prints from. */
export interface CheckReport {
  readonly tenancy: ReportedTenancy;
  readonly models: readonly ReportedModel[];
  readonly findings: readonly Finding[];
  /** Text that goes with a finding, by fingerprint. */
  readonly details: ReadonlyMap<string, Details>;
  readonly counts: Counts;
  readonly skipped: readonly SkippedFile[];
}

export interface SkippedFile {
  /** Path from the root, with forward slashes. */
  readonly file: string;
  readonly reason: string;
}

export interface ReportedTenancy {
  readonly root: string | null;
  readonly keys: readonly string[];
  readonly principal: readonly string[];
  readonly source: Tenancy["source"];
}

export interface ReportedModel {
  readonly name: string;
  readonly library: string;
  readonly ownership: "root" | "direct" | "through" | "global";
  readonly key: string | null;
  readonly path: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** The tenancy to name for a project: that of the catalog with the most owned models. */
export function mainTenancy(catalogs: readonly Catalog[]): Tenancy | undefined {
  const owned = ({ models }: Catalog) => [...models.values()].filter(({ ownership }) => ownership.kind !== "global").length;
  return catalogs.toSorted((a, b) => owned(b) - owned(a))[0]?.tenancy;
}

export function reportTenancy(tenancy: Tenancy | undefined): ReportedTenancy {
  return {
    root: tenancy?.root ?? null,
    keys: tenancy?.keys ?? [],
    principal: tenancy?.principal?.keys ?? [],
    source: tenancy?.source ?? "inferred",
  };
}

/** `relative` turns an absolute path into one from the root. */
export function reportModel(model: Model, relative: (path: string) => string): ReportedModel {
  const { name, library, line, ownership } = model;
  return {
    name,
    library,
    // A row whose id its owner holds is reached over a path like any other.
    ownership: ownership.kind === "reversed" ? "through" : ownership.kind,
    key: "keys" in ownership ? (ownership.keys[0]?.column ?? null) : null,
    path: "path" in ownership ? ownership.path : [],
    file: relative(model.file),
    line,
  };
}

/** One setting that is not what it should be. */
export interface SettingsProblem {
  /** Dotted path of the key, such as `models.owned.Plot[0]`; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** Settings that cannot be used. The message says, a line each, where, what was expected and what came. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** The file, or the name of the object, that holds the settings. */
  readonly source: string;
  readonly problems: readonly SettingsProblem[];

  constructor(source: string, problems: readonly SettingsProblem[]) {
    super(problems.map(({ path, expected, got }) => `${source}: ${path === "" ? "" : `${path}: `}expected ${expected}, got ${got}`).join("\n"));
    this.source = source;
    this.problems = problems;
  }
}

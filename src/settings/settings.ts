/** What `ringfence.json` and ESLint's `settings.ringfence` can say; every key has a default, so none is required. */
export interface Settings {
  readonly tenant: {
    /** Model that is the company. */
    readonly root?: string | undefined;
    /** Columns that name a tenant. */
    readonly keys?: readonly string[] | undefined;
    /** Other names the code uses for a key. */
    readonly aliases: readonly string[];
    /** Columns that name the signed-in user. */
    readonly principal?: readonly string[] | undefined;
  };
  readonly models: {
    readonly global: readonly string[];
    /** Model name to the columns that own it. */
    readonly owned: Readonly<Record<string, readonly string[]>>;
    /** Model name to the relation path that leads to its owner, such as `["invoice", "company"]`. */
    readonly through: Readonly<Record<string, readonly string[]>>;
  };
  /** Dotted names whose values are trusted: `req.company.id`, `getCurrentCompany()`. */
  readonly trusted: readonly string[];
  /** Dotted names whose values are not. */
  readonly untrusted: readonly string[];
  /** Functions that throw, return false or leave unless what they are given belongs to the caller. */
  readonly guards: readonly string[];
  /** Names of clients that scope every query by themselves. */
  readonly scopedClients: readonly string[];
  /** Names of clients that are unscoped on purpose. */
  readonly unscopedClients: readonly string[];
  /** Names of cache clients, and of functions that make keys. */
  readonly caches: { readonly clients: readonly string[]; readonly keyBuilders: readonly string[] };
  /** Globs of files where no tenant is signed in: scripts, seeds, migrations, cron, tests; the built-in ones first. `systemFiles` reads them. */
  readonly system: readonly string[];
  /** Globs of schema files; found by themselves when absent. */
  readonly schema?: readonly string[] | undefined;
  readonly bypass: { /** Functions that run code for all tenants. */ readonly functions: readonly string[] };
}

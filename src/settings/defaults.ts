/** Globs of files that run from a queue: for one tenant at a time, whose id comes with the message. */
export const queueGlobs: readonly string[] = [
  "**/jobs/**", "**/background-jobs/**", "**/workers/**", "**/worker/**", "**/queue/**", "**/queues/**", "**/inngest/**", "**/*.job.*", "**/*.worker.*", "**/*.processor.*",
];

/**
 * Globs of files where no tenant is signed in, seen from the root: code that runs by hand, by a clock, from a queue or in a test.
 * A glob that begins with `!` takes files back. Folders named `webhooks`, `tasks` or `tools` are left out, since many of them serve tenants.
 */
export const defaultSystemGlobs: readonly string[] = [
  // run by hand
  "**/scripts/**", "**/script/**", "**/bin/**", "tools/**", "**/tooling/**", "**/cli/**",
  // change or fill the database
  "**/migrations/**", "**/migration/**", "**/migrate/**", "**/migrate.*", "**/backfill/**", "**/backfills/**",
  "**/seed/**", "**/seeds/**", "**/seeder/**", "**/seeders/**", "**/seed.*", "**/seed-*", "**/*.seed.*", "**/*-seed.*", "**/prisma/seed*",
  ...queueGlobs,
  // a page or a route below such a folder serves requests: `jobs` may be what the tenants offer
  "!**/{jobs,queue,queues}/**/{route,page,layout,actions}.*",
  // run by a clock
  "**/cron/**", "**/crons/**", "**/cronjobs/**", "**/cronJobs/**", "**/cron-jobs/**", "**/cron.*", "**/*.cron.*", "**/scheduler/**", "**/schedulers/**", "**/scheduled/**",
  // run by the operators, over all tenants
  "**/admin/**", "**/\\(admin\\)/**", "**/*.admin.*",
  // tests and what they stand on
  "**/test/**", "**/tests/**", "**/__tests__/**", "**/__mocks__/**", "**/__fixtures__/**", "**/*-tests/**", "**/e2e/**", "**/*-e2e/**", "**/cypress/**", "**/playwright/**",
  "**/*.test.*", "**/*.tests.*", "**/*.spec.*", "**/*.e2e.*", "**/*.e2e-spec.*", "**/*.cy.*", "**/*_test.*", "**/test-utils/**", "**/fixtures/**", "**/factories/**",
  // shown or measured, never served
  "**/*.stories.*", "**/stories/**", "**/.storybook/**", "**/bench/**", "**/benchmark/**", "**/benchmarks/**", "**/*.bench.*", "**/playground/**",
];

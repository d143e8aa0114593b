import { afterAll } from "vitest";
import { announce, mariadbDatabase, mariadbMissing, startMariadbServer } from "./support/databases.ts";
import type { MariadbServer } from "./support/mariadb-server.ts";
import { raceSpecs } from "./support/race-specs.ts";

let server: MariadbServer | undefined;
afterAll(async () => {
  announce("sequences-races-mariadb.test.ts", server === undefined ? [] : [server.version]);
  await server?.stop();
});

for (const dialect of ["mariadb", "mysql"] as const) {
  raceSpecs({
    name: dialect === "mariadb" ? "MariaDB" : "MariaDB, in the dialect mysql",
    missing: mariadbMissing,
    isConflict: (error) => (error as { errno?: number }).errno === 1213,
    open: async (connections) => mariadbDatabase((server ??= await startMariadbServer()), connections, dialect),
  });
}

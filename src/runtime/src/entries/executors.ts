export type { SqlDialectName, SqlExecutor, SqlResult } from "../sql/sql-executor.ts";
export {
  drizzleExecutor,
  type DrizzleHandle,
  type DrizzleTag,
  knexExecutor,
  kyselyExecutor,
  libsqlExecutor,
  mikroOrmExecutor,
  type MikroOrmManager,
  mysqlExecutor,
  postgresJsExecutor,
  sequelizeExecutor,
  sqliteExecutor,
  typeormExecutor,
} from "../sql/executors/executors.ts";
export { type PrismaRawClient, prismaExecutor } from "../sql/prisma-executor.ts";
export { rowSecurityDdl, type RowSecurityTable, setRowTenant } from "../sql/row-security.ts";

export { TenantRequiredError } from "./tenant/tenant-required-error.ts";
export type { TenantId } from "./tenant/tenant-id.ts";
export {
  bindTenant,
  currentTenant,
  requireTenant,
  type TenantState,
  TenantSuspendedError,
  TenantSwitchError,
  withoutTenant,
  withTenant,
  type WithTenantOptions,
} from "./tenant/tenant-context.ts";
export { type KeyPart, tenantKey, tenantPrefix } from "./tenant/tenant-key.ts";
export type { CacheKey, SetOptions } from "./cache/cache-key.ts";
export type { LruCacheClient, TenantMemoryCache } from "./cache/memory-cache.ts";
export type { CacheManagerClient } from "./cache/stores/cache-manager.ts";
export type { KeyvCacheClient } from "./cache/stores/keyv.ts";
export type { IoredisCacheClient, NodeRedisCacheClient, NodeRedisCacheCluster } from "./cache/stores/redis.ts";
export { type CacheEntry, tenantCache, type TenantCache, type TenantCacheOptions } from "./cache/tenant-cache.ts";
export { onEvent } from "./events/emitter.ts";
export type {
  AllocationEvent,
  BypassEvent,
  CrossTenantEvent,
  DuplicateEvent,
  RefusedEvent,
  SequenceErrorEvent,
  TenantEvent,
} from "./events/events.ts";
export type { PathPart } from "./paths/path-segments.ts";
export { tenantFolder } from "./paths/tenant-folder.ts";
export { tenantObjectKey, tenantObjectPrefix } from "./paths/tenant-object-key.ts";
export { type PathRefusal, TenantPathError } from "./paths/tenant-path-error.ts";
export { realTenantPath, tenantPath } from "./paths/tenant-path.ts";
export type { SqlDialectName, SqlExecutor, SqlResult } from "./sql/sql-executor.ts";
export { type PrismaRawClient, prismaExecutor } from "./sql/prisma-executor.ts";
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
} from "./sql/executors/executors.ts";
export { AllocationConflictError, type ConflictReason, SequenceExhaustedError, TableMissingError } from "./sql/errors.ts";
export { createSequences, type SequencesOptions } from "./sequences/create-sequences.ts";
export type { NumberRange, Sequences } from "./sequences/sequences.ts";
export { createMongoSequences, type MongoCollection, type MongoSequencesOptions } from "./sequences/stores/mongo.ts";
export { createRedisSequences, type RedisClient, type RedisSequencesOptions } from "./sequences/stores/redis.ts";
export type { StoreKey, StoreSequencesOptions, StoreSeed, StoreSequences } from "./sequences/stores/store-sequences.ts";
export type { SequenceBlock } from "./sequences/sequence-block.ts";
export { MYSQL_SEQUENCES_DDL, POSTGRES_SEQUENCES_DDL, sequencesDdl, SQLITE_SEQUENCES_DDL } from "./sequences/sequences-ddl.ts";
export type { SequenceKey, SequenceSeed, SharedSequenceKey, TenantSequenceKey } from "./sequences/sequence-key.ts";
export { compareUid, formatUid, type ParsedUid, parseUid, type UidParts } from "./uids/uid.ts";
export { prefixCandidates } from "./uids/prefix-candidates.ts";
export {
  createPrefixRegistry,
  POSTGRES_UID_PREFIXES_DDL,
  type PrefixRegistry,
  type PrefixRegistryOptions,
  uidPrefixesDdl,
} from "./uids/prefix-registry.ts";
export { PrefixTakenError } from "./uids/claim-prefix.ts";
export {
  createUids,
  PrefixMissingError,
  type PrefixRequest,
  type UidKey,
  type Uids,
  type UidsOptions,
} from "./uids/create-uids.ts";

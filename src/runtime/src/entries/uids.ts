export { prismaUids } from "../uids/hooks/prisma.ts";
export * from "./sequences.ts";
export { prefixCandidates } from "../uids/prefix-candidates.ts";
export { compareUid, formatUid, type ParsedUid, parseUid, type UidParts } from "../uids/uid.ts";
export {
  createPrefixRegistry,
  POSTGRES_UID_PREFIXES_DDL,
  type PrefixRegistry,
  type PrefixRegistryOptions,
  uidPrefixesDdl,
} from "../uids/prefix-registry.ts";
export { PrefixTakenError } from "../uids/claim-prefix.ts";
export {
  createUids,
  PrefixMissingError,
  type PrefixRequest,
  type UidKey,
  type Uids,
  type UidsOptions,
} from "../uids/create-uids.ts";
export { type TypeormUidHandle, typeormUids } from "../uids/hooks/typeorm.ts";
export { mongooseUids, type MongooseUidSchema } from "../uids/hooks/mongoose.ts";
export { sequelizeUids, type SequelizeUidHandle } from "../uids/hooks/sequelize.ts";
export type { UidField, UidModels } from "../uids/hooks/uid-models.ts";
export { drizzleUids } from "../uids/hooks/drizzle.ts";

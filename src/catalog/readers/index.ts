// Written by `npm run update` from the files of this folder.
import type { SchemaReader } from "../schema-reader.ts";
import drizzle from "./drizzle.ts";
import handedSettings from "./handed-settings.ts";
import knex from "./knex.ts";
import kysely from "./kysely.ts";
import mikroOrm from "./mikro-orm.ts";
import mongoose from "./mongoose.ts";
import nestjs from "./nestjs.ts";
import objection from "./objection.ts";
import prisma from "./prisma.ts";
import runtime from "./runtime.ts";
import sequelize from "./sequelize.ts";
import sql from "./sql.ts";
import sqlInCode from "./sql-in-code.ts";
import sqlPolicies from "./sql-policies.ts";
import supabase from "./supabase.ts";
import tenantSchemas from "./tenant-schemas.ts";
import typeorm from "./typeorm.ts";

export const schemaReaders: readonly SchemaReader[] = [
  drizzle,
  handedSettings,
  knex,
  kysely,
  mikroOrm,
  mongoose,
  nestjs,
  objection,
  prisma,
  runtime,
  sequelize,
  sql,
  sqlInCode,
  sqlPolicies,
  supabase,
  tenantSchemas,
  typeorm,
];

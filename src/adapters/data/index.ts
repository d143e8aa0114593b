// Written by `npm run update` from the files of this folder.
import type { DataAdapter } from "../data-adapter.ts";
import drizzle from "./drizzle.ts";
import knex from "./knex.ts";
import kysely from "./kysely.ts";
import mikroOrm from "./mikro-orm.ts";
import mongoose from "./mongoose.ts";
import objection from "./objection.ts";
import prisma from "./prisma.ts";
import sequelize from "./sequelize.ts";
import sql from "./sql.ts";
import supabase from "./supabase.ts";
import typeorm from "./typeorm.ts";

export const dataAdapters: readonly DataAdapter[] = [
  drizzle,
  knex,
  kysely,
  mikroOrm,
  mongoose,
  objection,
  prisma,
  sequelize,
  sql,
  supabase,
  typeorm,
];

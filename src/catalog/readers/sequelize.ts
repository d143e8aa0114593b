import { readSequelizeSchema } from "../sequelize/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "sequelize",
  kind: "source",
  packages: ["sequelize", "sequelize-typescript", "@sequelize/core"],
  hint: /\.(?:init|define)\s*(?:<[^()]*>)?\(|\.(?:belongsTo|belongsToMany|hasMany|hasOne)\s*\(|@(?:Table|Column|Attribute)\b|\.addHook\s*\(|\bnew\s+Sequelize\b/,
  beside: /\(\s*(?:await\s+)?\w*(?:[cC]onn(?:ection)?|[sS]equelize|[dD]b|[dD]atabase)\s*[,)]/,
  read: readSequelizeSchema,
});

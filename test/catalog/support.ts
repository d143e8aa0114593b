import { buildCatalog } from "../../src/catalog/build-catalog.ts";
import type { Catalog, Model } from "../../src/catalog/catalog.ts";
import { parsePrismaSchema } from "../../src/catalog/prisma-schema.ts";
import type { Settings } from "../../src/settings/settings.ts";

interface Corrections {
  readonly tenant?: Partial<Settings["tenant"]>;
  readonly models?: Partial<Settings["models"]>;
}

/** The catalog of a schema text, under settings that say nothing else. */
export function catalogOf(text: string, { tenant, models }: Corrections = {}): Catalog {
  const schema = parsePrismaSchema([{ file: "/estate/schema.prisma", text }]);
  return buildCatalog(schema, { tenant: { aliases: [], ...tenant }, models: { global: [], owned: {}, through: {}, ...models } });
}

export function modelOf(catalog: Catalog, name: string): Model {
  const model = catalog.models.get(name);
  if (!model) throw new Error(`The schema declares no ${name}.`);
  return model;
}

/** Company, its users over a membership with a role, and whatever else a test needs. */
export function companySchema(rest: string): string {
  return `
model Company {
  id      String       @id
  name    String
  members Membership[]
}
model User {
  id          String       @id
  email       String       @unique
  memberships Membership[]
}
model Membership {
  role      String
  userId    String
  user      User    @relation(fields: [userId], references: [id])
  companyId String
  company   Company @relation(fields: [companyId], references: [id])
  @@id([userId, companyId])
}
${rest}`;
}

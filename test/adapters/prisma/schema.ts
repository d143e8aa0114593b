import { catalogOf } from "../../support/catalog.ts";

/** Companies that sell plots of estates to clients. */
export const catalog = catalogOf(`
model Company {
  id      String   @id
  slug    String   @unique
  name    String
  clients Client[]
  estates Estate[]
}

model Client {
  id        String    @id
  email     String
  tags      String[]
  profile   Json?
  companyId String
  company   Company   @relation(fields: [companyId], references: [id])
  invoices  Invoice[]
  @@unique([companyId, email])
}

model Estate {
  id        String  @id
  name      String
  code      String
  companyId String
  company   Company @relation(fields: [companyId], references: [id])
  plots     Plot[]
  @@unique([companyId, code], name: "address")
}

model Plot {
  id        String    @id
  number    Int
  area      Float
  status    String
  companyId String?
  estateId  String
  estate    Estate    @relation(fields: [estateId], references: [id])
  invoices  Invoice[]
}

model Invoice {
  id        String  @id
  total     Int
  companyId String
  clientId  String
  plotId    String?
  client    Client  @relation(fields: [clientId], references: [id])
  plot      Plot?   @relation(fields: [plotId], references: [id])
  lines     InvoiceLine[]
}

model InvoiceLine {
  id        String  @id
  text      String
  invoiceId String
  invoice   Invoice @relation(fields: [invoiceId], references: [id])
}
`);

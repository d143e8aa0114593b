/** A Prisma schema of companies and their plots. */
export const plotsSchema = `
model Company { id Int @id
  plots Plot[]
}
model Plot { id Int @id
  companyId Int
  company Company @relation(fields: [companyId], references: [id])
}
`;

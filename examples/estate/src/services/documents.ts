import { prisma } from "../db.js";
import type { Document } from "../generated/prisma/client.js";
import { notFound } from "../lib/http-error.js";

interface NewDocument {
  title: string;
  content: string;
  clientId?: string;
}

/** Newest first; `clientId` narrows it down to one client's folder. */
export async function listDocuments(companyId: string | null, clientId?: string): Promise<Document[]> {
  const where = clientId ? { clientId, deletedAt: null } : { companyId, deletedAt: null };
  return prisma.document.findMany({ where, orderBy: { createdAt: "desc" } });
}

export async function getDocument(companyId: string | null, id: string): Promise<Document> {
  const document = await prisma.document.findFirst({ where: { id, deletedAt: null } });
  if (!document) throw notFound("Document");
  return document;
}

export async function createDocument(userId: string, input: NewDocument): Promise<Document> {
  const client = input.clientId
    ? await prisma.client.findUnique({ where: { id: input.clientId, deletedAt: null } })
    : undefined;
  if (input.clientId && !client) throw notFound("Client");
  const last = await prisma.document.findFirst({ orderBy: { number: "desc" }, select: { number: true } });
  return prisma.document.create({
    data: {
      number: last ? last.number + 1 : 1,
      title: input.title,
      content: input.content,
      clientId: client?.id,
      userId,
    },
  });
}

export async function archiveDocument(companyId: string | null, id: string): Promise<void> {
  const { count } = await prisma.document.updateMany({
    where: { id, companyId, deletedAt: null },
    data: { deletedAt: new Date() },
  });
  if (count === 0) throw notFound("Document");
}

import { prisma } from "../db.js";
import { Prisma, type Quote, type QuoteStatus } from "../generated/prisma/client.js";
import { notFound } from "../lib/http-error.js";
import type { SessionUser } from "../session.js";

export interface QuoteInput {
  clientId: string;
  plotId: number;
  lines: { label: string; amount: number }[];
}

export async function listQuotes(user: SessionUser, status?: QuoteStatus): Promise<Quote[]> {
  const where: Prisma.QuoteWhereInput = {};
  if (status) where.status = status;
  // Marketers only see what they wrote themselves.
  if (user.role === "MARKETER") where.userId = user.id;
  return prisma.quote.findMany({ where, include: { lines: true }, orderBy: { number: "desc" } });
}

export async function getQuote(companyId: string | null, id: string): Promise<Quote> {
  const quote = await prisma.quote.findFirst({ where: { id, companyId }, include: { lines: true } });
  if (!quote) throw notFound("Quote");
  return quote;
}

export async function createQuote(user: SessionUser, { clientId, plotId, lines }: QuoteInput): Promise<Quote> {
  const { companyId } = user;
  const client = await prisma.client.findFirst({ where: { id: clientId, companyId, deletedAt: null } });
  const plot = await prisma.plot.findFirst({ where: { id: plotId, estate: { companyId } } });
  if (!client || !plot) throw notFound("Client or plot");
  const number = (await prisma.quote.count({ where: { companyId } })) + 1;
  return prisma.quote.create({
    data: {
      number,
      companyId,
      userId: user.id,
      clientId: client.id,
      plotId: plot.id,
      lines: { create: lines.map(({ label, amount }) => ({ label, amount })) },
    },
    include: { lines: true },
  });
}

export async function setQuoteStatus(id: string, status: QuoteStatus): Promise<Quote> {
  return prisma.quote.update({ where: { id }, data: { status } });
}

export async function deleteQuote(companyId: string | null, id: string): Promise<void> {
  const quote = await getQuote(companyId, id);
  await prisma.quote.delete({ where: { id: quote.id } });
}

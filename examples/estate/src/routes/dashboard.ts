import { Router } from "express";
import { prisma } from "../db.js";
import { dashboardCache, type DashboardSummary } from "../lib/cache.js";

export const dashboardRoutes = Router();

dashboardRoutes.get("/", async (req, res) => {
  const { companyId } = req.session.user!;
  const cached = dashboardCache.get("dashboard:summary");
  if (cached) {
    res.json(cached);
    return;
  }
  const summary = await summarize(companyId);
  dashboardCache.set("dashboard:summary", summary);
  res.json(summary);
});

dashboardRoutes.post("/refresh", (_req, res) => {
  dashboardCache.delete("dashboard:summary");
  res.status(204).end();
});

async function summarize(companyId: string | null): Promise<DashboardSummary> {
  const [company, clients, estates, openQuotes] = await Promise.all([
    companyId ? prisma.company.findUnique({ where: { id: companyId } }) : undefined,
    prisma.client.count({ where: { companyId, deletedAt: null } }),
    prisma.estate.findMany({
      where: { companyId, deletedAt: null },
      select: { name: true, _count: { select: { plots: true } } },
    }),
    prisma.quote.count({ where: { companyId, status: { in: ["DRAFT", "SENT"] } } }),
  ]);
  return {
    company: company?.name,
    clients,
    estates: estates.map((estate) => ({ name: estate.name, plots: estate._count.plots })),
    openQuotes,
  };
}

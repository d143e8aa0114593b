import { Router } from "express";
import { prisma } from "../db.js";
import { requireRole } from "../session.js";

export const companyRoutes = Router();

companyRoutes.get("/plans", async (_req, res) => {
  res.json(await prisma.plan.findMany({ orderBy: { monthlyPrice: "asc" } }));
});

companyRoutes.get("/company", async (req, res) => {
  const { companyId } = req.session.user!;
  if (!companyId) {
    res.json(null);
    return;
  }
  res.json(await prisma.company.findUnique({ where: { id: companyId }, include: { plan: true } }));
});

companyRoutes.patch("/company", requireRole("ADMIN"), async (req, res) => {
  const { companyId } = req.session.user!;
  const company = await prisma.company.update({
    where: { id: companyId! },
    data: { name: req.body.name },
  });
  res.json(company);
});

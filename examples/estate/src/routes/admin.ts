import { Router } from "express";
import { prisma } from "../db.js";
import { requireRole } from "../session.js";

// Our own back office: super-admins see every company.
export const adminRoutes = Router();

adminRoutes.use(requireRole("SUPER_ADMIN"));

adminRoutes.get("/companies", async (_req, res) => {
  const companies = await prisma.company.findMany({
    include: { plan: true, _count: { select: { users: true, estates: true } } },
    orderBy: { name: "asc" },
  });
  res.json(companies);
});

adminRoutes.post("/companies", async (req, res) => {
  const { name, slug, planId } = req.body as { name: string; slug: string; planId: string };
  res.status(201).json(await prisma.company.create({ data: { name, slug, planId } }));
});

adminRoutes.get("/estates", async (_req, res) => {
  const estates = await prisma.estate.findMany({
    where: { deletedAt: null },
    include: { company: { select: { name: true } }, _count: { select: { plots: true } } },
  });
  res.json(estates);
});

adminRoutes.get("/users", async (_req, res) => {
  const users = await prisma.user.findMany({
    where: { deletedAt: null },
    select: { id: true, uid: true, name: true, email: true, role: true, companyId: true },
  });
  res.json(users);
});

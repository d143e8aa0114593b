import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";
import { requireRole } from "../session.js";

export const estateRoutes = Router();

estateRoutes.get("/", async (req, res) => {
  const location = typeof req.query["location"] === "string" ? req.query["location"] : undefined;
  const estates = await prisma.estate.findMany({
    where: { location, deletedAt: null },
    include: { _count: { select: { plots: true } } },
    orderBy: { name: "asc" },
  });
  res.json(estates);
});

estateRoutes.get("/:id", async (req, res) => {
  const { companyId } = req.session.user!;
  const estate = await prisma.estate.findFirst({
    where: { id: req.params.id, companyId, deletedAt: null },
    include: { plots: { orderBy: { number: "asc" } } },
  });
  if (!estate) throw notFound("Estate");
  res.json(estate);
});

estateRoutes.post("/", requireRole("ADMIN"), async (req, res) => {
  const { name, location } = req.body as { name: string; location: string };
  const estate = await prisma.estate.create({ data: { name, location } });
  res.status(201).json(estate);
});

estateRoutes.patch("/:id", requireRole("ADMIN"), async (req, res) => {
  const { name, location } = req.body as { name?: string; location?: string };
  const estate = await prisma.estate.update({
    where: { id: req.params.id as string },
    data: { name, location },
  });
  res.json(estate);
});

// Estates are never really deleted: contracts refer to them.
estateRoutes.delete("/:id", requireRole("ADMIN"), async (req, res) => {
  await prisma.estate.update({ where: { id: req.params.id as string }, data: { deletedAt: new Date() } });
  res.status(204).end();
});

estateRoutes.get("/:id/plots", async (req, res) => {
  const plots = await prisma.plot.findMany({
    where: { estateId: req.params.id },
    orderBy: { number: "asc" },
  });
  res.json(plots);
});

estateRoutes.post("/:id/plots", requireRole("ADMIN"), async (req, res) => {
  const { companyId } = req.session.user!;
  const { size, price } = req.body as { size: number; price: number };
  const id = req.params.id as string;
  const estate = await prisma.estate.findFirst({ where: { id, companyId, deletedAt: null } });
  if (!estate) throw notFound("Estate");
  const last = await prisma.plot.findFirst({ where: { estateId: estate.id }, orderBy: { number: "desc" } });
  const plot = await prisma.plot.create({
    data: { estateId: estate.id, number: (last?.number ?? 0) + 1, size, price },
  });
  res.status(201).json(plot);
});

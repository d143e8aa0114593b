import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";
import { allocatePlot, cancelAllocation } from "../services/allocations.js";
import { requireRole } from "../session.js";

export const plotRoutes = Router();

plotRoutes.get("/plots/:id", async (req, res) => {
  const plot = await prisma.plot.findUnique({
    where: { id: Number(req.params.id) },
    include: { estate: true },
  });
  if (!plot) throw notFound("Plot");
  res.json(plot);
});

plotRoutes.patch("/plots/:id", requireRole("ADMIN", "MARKETER"), async (req, res) => {
  const { companyId } = req.session.user!;
  const plot = await prisma.plot.findUnique({
    where: { id: Number(req.params.id) },
    include: { estate: { select: { companyId: true } } },
  });
  if (!plot || plot.estate.companyId !== companyId) throw notFound("Plot");
  const updated = await prisma.plot.update({
    where: { id: plot.id },
    data: { price: req.body.price, status: req.body.status },
  });
  res.json(updated);
});

plotRoutes.post("/plots/:id/allocate", async (req, res) => {
  const allocation = await allocatePlot({
    plotId: Number(req.params.id),
    clientId: String(req.body.clientId),
    marketerId: req.session.user!.id,
  });
  res.status(201).json(allocation);
});

plotRoutes.get("/allocations", async (req, res) => {
  const { companyId } = req.session.user!;
  const allocations = await prisma.plotAllocation.findMany({
    where: { companyId },
    include: { client: true, plot: { include: { estate: true } } },
    orderBy: { number: "desc" },
  });
  res.json(allocations);
});

plotRoutes.delete("/allocations/:id", requireRole("ADMIN"), async (req, res) => {
  await cancelAllocation(req.session.user!.companyId, String(req.params.id));
  res.status(204).end();
});

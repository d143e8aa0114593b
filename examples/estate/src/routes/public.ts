import { Router } from "express";
import { prisma } from "../db.js";

// Called by the companies' own web sites as well, so there may be no session.
export const publicRoutes = Router();

publicRoutes.get("/estates/available", async (req, res) => {
  const companyId = req.session.user?.companyId ?? undefined;
  const estates = await prisma.estate.findMany({
    where: { companyId, deletedAt: null, plots: { some: { status: "AVAILABLE" } } },
    select: { id: true, name: true, location: true },
  });
  res.json(estates);
});

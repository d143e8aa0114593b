import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";

export const callRoutes = Router();

callRoutes.get("/", async (req, res) => {
  const calls = await prisma.call.findMany({
    where: { clientId: String(req.query["clientId"]) },
    orderBy: { createdAt: "desc" },
  });
  res.json(calls);
});

callRoutes.post("/", async (req, res) => {
  const { id: userId, companyId } = req.session.user!;
  const { clientId, summary, minutes } = req.body as { clientId: string; summary: string; minutes?: number };
  const client = await prisma.client.findFirst({ where: { id: clientId, companyId, deletedAt: null } });
  if (!client) throw notFound("Client");
  const call = await prisma.call.create({ data: { clientId: client.id, userId, summary, minutes } });
  res.status(201).json(call);
});

callRoutes.patch("/:id", async (req, res) => {
  const call = await prisma.call.update({
    where: { id: Number(req.params.id) },
    data: { summary: req.body.summary, minutes: req.body.minutes },
  });
  res.json(call);
});

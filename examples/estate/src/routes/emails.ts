import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";

export const emailRoutes = Router();

emailRoutes.get("/", async (req, res) => {
  const { companyId } = req.session.user!;
  res.json(await prisma.email.findMany({ where: { companyId }, orderBy: { createdAt: "desc" } }));
});

emailRoutes.get("/:id", async (req, res) => {
  const user = req.session.user!;
  const email = await prisma.email.findUnique({ where: { id: req.params.id } });
  if (!email || email.companyId !== user.companyId) throw notFound("E-mail");
  res.json(email);
});

emailRoutes.post("/", async (req, res) => {
  const { id: userId, companyId } = req.session.user!;
  const client = await prisma.client.findFirst({
    where: { id: String(req.body.clientId), companyId, deletedAt: null },
  });
  if (!client) throw notFound("Client");
  const { subject, body } = req.body as { subject: string; body: string };
  const email = await prisma.email.create({ data: { companyId, userId, clientId: client.id, subject, body } });
  res.status(201).json(email);
});

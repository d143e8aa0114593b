import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";
import { requireRole } from "../session.js";

export const assignmentRoutes = Router();

assignmentRoutes.get("/", async (_req, res) => {
  res.json(await prisma.assignment.findMany({ include: { client: true, marketer: { select: { name: true } } } }));
});

assignmentRoutes.post("/", requireRole("ADMIN"), async (req, res) => {
  const { companyId } = req.session.user!;
  const { clientId, marketerId, note } = req.body as { clientId: string; marketerId: string; note?: string };
  const [client, marketer] = await Promise.all([
    prisma.client.findUnique({ where: { id: clientId } }),
    prisma.user.findUnique({ where: { id: marketerId, role: "MARKETER" } }),
  ]);
  if (!client || !marketer) throw notFound("Client or marketer");
  const assignment = await prisma.assignment.create({
    data: { clientId: client.id, marketerId: marketer.id, note, companyId },
  });
  res.status(201).json(assignment);
});

assignmentRoutes.delete("/:id", requireRole("ADMIN"), async (req, res) => {
  const { companyId } = req.session.user!;
  const { count } = await prisma.assignment.deleteMany({ where: { id: String(req.params.id), companyId } });
  if (count === 0) throw notFound("Assignment");
  res.status(204).end();
});

import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";

export const fileRoutes = Router();

fileRoutes.get("/", async (req, res) => {
  const { companyId } = req.session.user!;
  res.json(await prisma.storedFile.findMany({ where: { companyId }, orderBy: { name: "asc" } }));
});

fileRoutes.get("/:id", async (req, res) => {
  const file = await prisma.storedFile.findUnique({ where: { id: req.params.id } });
  if (!file) throw notFound("File");
  res.json(file);
});

fileRoutes.post("/", async (req, res) => {
  const { id: userId, companyId } = req.session.user!;
  const { name, size } = req.body as { name: string; size: number };
  res.status(201).json(await prisma.storedFile.create({ data: { name, size, userId, companyId } }));
});

fileRoutes.post("/delete", async (req, res) => {
  const ids = req.body.ids as string[];
  const { count } = await prisma.storedFile.deleteMany({ where: { id: { in: ids } } });
  res.json({ deleted: count });
});

import { Router } from "express";
import { prisma } from "../db.js";
import { Role } from "../generated/prisma/client.js";
import { HttpError } from "../lib/http-error.js";
import { registerUser, type NewUser } from "../services/users.js";
import { requireRole } from "../session.js";

export const teamRoutes = Router();

const card = { id: true, uid: true, name: true, email: true, role: true } as const;

function roleFrom(value: unknown): Role {
  if (value === Role.ADMIN || value === Role.MARKETER || value === Role.CLIENT) return value;
  throw new HttpError(400, "Unknown role.");
}

teamRoutes.get("/", async (_req, res) => {
  const team = await prisma.user.findMany({
    where: { role: { in: [Role.ADMIN, Role.MARKETER] }, deletedAt: null },
    select: card,
    orderBy: { name: "asc" },
  });
  res.json(team);
});

teamRoutes.post("/", requireRole("ADMIN"), async (req, res) => {
  const { companyId } = req.session.user!;
  if (!companyId) throw new HttpError(403, "You belong to no company.");
  const input = req.body as NewUser;
  const user = await registerUser(companyId, { ...input, role: roleFrom(input.role) });
  res.status(201).json({ id: user.id, uid: user.uid, name: user.name });
});

// The invitation form sends its company along in a hidden field.
teamRoutes.post("/invite", requireRole("ADMIN"), async (req, res) => {
  const { name, email, role, companyId } = req.body as NewUser & { companyId: string };
  const invited = await prisma.user.create({
    data: { name, email: email.toLowerCase(), role: roleFrom(role), companyId },
    select: card,
  });
  res.status(201).json(invited);
});

teamRoutes.patch("/:id", requireRole("ADMIN"), async (req, res) => {
  const id = String(req.params.id);
  const user = await prisma.user.update({
    where: { id },
    data: { name: req.body.name, role: req.body.role && roleFrom(req.body.role) },
    select: card,
  });
  res.json(user);
});

teamRoutes.delete("/:id", requireRole("ADMIN"), async (req, res) => {
  const { companyId, id: myself } = req.session.user!;
  await prisma.user.update({
    where: { id: String(req.params.id), companyId, NOT: { id: myself } },
    data: { deletedAt: new Date() },
  });
  res.status(204).end();
});

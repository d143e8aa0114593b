import { Router } from "express";
import { prisma } from "../db.js";
import { HttpError } from "../lib/http-error.js";
import { setPassword, signIn } from "../services/users.js";
import { requireUser } from "../session.js";

export const authRoutes = Router();

authRoutes.post("/login", async (req, res) => {
  const { email, password } = req.body as { email: string; password: string };
  const user = await signIn(email.toLowerCase(), password);
  if (!user) throw new HttpError(401, "Wrong e-mail or password.");
  req.session.user = { id: user.id, role: user.role, companyId: user.companyId };
  res.json({ id: user.id, name: user.name, role: user.role });
});

authRoutes.post("/logout", (req, res) => {
  req.session.destroy(() => res.status(204).end());
});

authRoutes.get("/me", requireUser, async (req, res) => {
  const me = await prisma.user.findUnique({
    where: { id: req.session.user!.id },
    select: { id: true, uid: true, name: true, email: true, role: true, company: { select: { id: true, name: true } } },
  });
  res.json(me);
});

authRoutes.post("/password", requireUser, async (req, res) => {
  await setPassword(req.session.user!.id, String(req.body.password));
  res.status(204).end();
});

import { Router } from "express";
import { prisma } from "../db.js";

export const notificationRoutes = Router();

notificationRoutes.get("/", async (req, res) => {
  const { id } = req.session.user!;
  const notifications = await prisma.notification.findMany({
    where: { userId: id },
    orderBy: { createdAt: "desc" },
  });
  res.json(notifications);
});

notificationRoutes.post("/read", async (req, res) => {
  const { count } = await prisma.notification.updateMany({
    where: { userId: req.session.user!.id, readAt: null },
    data: { readAt: new Date() },
  });
  res.json({ read: count });
});

notificationRoutes.patch("/:id", async (req, res) => {
  const notification = await prisma.notification.update({
    where: { id: req.params.id },
    data: { readAt: req.body.read === false ? null : new Date() },
  });
  res.json(notification);
});

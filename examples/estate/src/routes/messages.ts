import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";

export const messageRoutes = Router();

messageRoutes.get("/", async (req, res) => {
  const { id, companyId } = req.session.user!;
  const messages = await prisma.message.findMany({
    where: { companyId, OR: [{ recipientId: id }, { senderId: id }] },
    orderBy: { createdAt: "desc" },
    take: 50,
  });
  res.json(messages);
});

messageRoutes.get("/:id", async (req, res) => {
  const message = await prisma.message.findUnique({
    where: { id: req.params.id },
    include: { sender: { select: { name: true } } },
  });
  if (!message) throw notFound("Message");
  res.json(message);
});

messageRoutes.post("/", async (req, res) => {
  const { recipientId, body } = req.body as { recipientId: string; body: string };
  const recipient = await prisma.user.findFirst({ where: { id: recipientId, deletedAt: null } });
  if (!recipient) throw notFound("Recipient");
  const [message] = await prisma.$transaction([
    prisma.message.create({ data: { body, senderId: req.session.user!.id, recipientId: recipient.id } }),
    prisma.notification.create({
      data: { companyId: recipient.companyId, userId: recipient.id, text: "You have a new message." },
    }),
  ]);
  res.status(201).json(message);
});

messageRoutes.post("/read", async (req, res) => {
  const { id, companyId } = req.session.user!;
  const { count } = await prisma.message.updateMany({
    where: { companyId, recipientId: id, readAt: null },
    data: { readAt: new Date() },
  });
  res.json({ read: count });
});

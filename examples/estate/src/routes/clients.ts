import { Router } from "express";
import { prisma } from "../db.js";
import { notFound } from "../lib/http-error.js";

export const clientRoutes = Router();

interface ClientInput {
  firstName: string;
  lastName: string;
  email: string;
  phone?: string;
}

function clientFields({ firstName, lastName, email, phone }: ClientInput): ClientInput {
  return { firstName, lastName, email: email.toLowerCase(), phone };
}

clientRoutes.get("/", async (req, res) => {
  const { companyId, id, role } = req.session.user!;
  const clients = await prisma.client.findMany({
    where: { companyId, deletedAt: null, ...(role === "MARKETER" ? { marketerId: id } : {}) },
    orderBy: [{ lastName: "asc" }, { firstName: "asc" }],
  });
  res.json(clients);
});

clientRoutes.get("/search", async (req, res) => {
  const { companyId } = req.session.user!;
  const q = String(req.query["q"] ?? "");
  const clients = await prisma.client.findMany({
    where: {
      deletedAt: null,
      OR: [
        { companyId, lastName: { contains: q, mode: "insensitive" } },
        { email: { contains: q, mode: "insensitive" } },
      ],
    },
    take: 20,
  });
  res.json(clients);
});

clientRoutes.get("/:id", async (req, res) => {
  const client = await prisma.client.findUnique({
    where: { id: req.params.id, deletedAt: null },
    include: { quotes: true, calls: { orderBy: { createdAt: "desc" }, take: 5 } },
  });
  if (!client) throw notFound("Client");
  res.json(client);
});

clientRoutes.post("/", async (req, res) => {
  const user = req.session.user!;
  const client = await prisma.client.create({
    data: {
      ...clientFields(req.body),
      marketerId: user.id,
      companyId: user.companyId,
      messages: { create: { senderId: user.id, body: `Welcome, ${req.body.firstName}!` } },
    },
  });
  res.status(201).json(client);
});

// Rows from the spreadsheet upload, already parsed by the browser.
clientRoutes.post("/import", async (req, res) => {
  const rows = req.body.clients as ClientInput[];
  const { count } = await prisma.client.createMany({
    data: rows.map((row) => ({ ...clientFields(row), marketerId: req.session.user!.id })),
  });
  res.status(201).json({ imported: count });
});

clientRoutes.put("/:id", async (req, res) => {
  const { companyId } = req.session.user!;
  const client = await prisma.client.findFirst({ where: { id: req.params.id, companyId, deletedAt: null } });
  if (!client) throw notFound("Client");
  const updated = await prisma.client.update({
    where: { id: client.id },
    data: clientFields({ ...client, phone: client.phone ?? undefined, ...req.body }),
  });
  res.json(updated);
});

clientRoutes.delete("/:id", async (req, res) => {
  const { companyId } = req.session.user!;
  const { count } = await prisma.client.updateMany({
    where: { id: req.params.id, companyId, deletedAt: null },
    data: { deletedAt: new Date() },
  });
  if (count === 0) throw notFound("Client");
  res.status(204).end();
});

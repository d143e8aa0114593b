import { Router } from "express";
import { archiveDocument, createDocument, getDocument, listDocuments } from "../services/documents.js";

export const documentRoutes = Router();

documentRoutes.get("/", async (req, res) => {
  const clientId = req.query["clientId"] === undefined ? undefined : String(req.query["clientId"]);
  res.json(await listDocuments(req.session.user!.companyId, clientId));
});

documentRoutes.get("/:id/download", async (req, res) => {
  const document = await getDocument(req.session.user!.companyId, req.params.id);
  res.attachment(`${document.number}.txt`).type("text/plain").send(`${document.title}\n\n${document.content}\n`);
});

documentRoutes.post("/", async (req, res) => {
  res.status(201).json(await createDocument(req.session.user!.id, req.body));
});

documentRoutes.delete("/:id", async (req, res) => {
  await archiveDocument(req.session.user!.companyId, req.params.id);
  res.status(204).end();
});

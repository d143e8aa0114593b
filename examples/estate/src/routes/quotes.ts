import { Router } from "express";
import { QuoteStatus } from "../generated/prisma/client.js";
import { HttpError } from "../lib/http-error.js";
import { createQuote, deleteQuote, getQuote, listQuotes, setQuoteStatus } from "../services/quotes.js";

export const quoteRoutes = Router();

function statusFrom(value: unknown): QuoteStatus {
  const status = Object.values(QuoteStatus).find((known) => known === value);
  if (!status) throw new HttpError(400, "Unknown status.");
  return status;
}

quoteRoutes.get("/", async (req, res) => {
  const status = req.query["status"] === undefined ? undefined : statusFrom(req.query["status"]);
  res.json(await listQuotes(req.session.user!, status));
});

quoteRoutes.get("/:id", async (req, res) => {
  res.json(await getQuote(req.session.user!.companyId, req.params.id));
});

quoteRoutes.post("/", async (req, res) => {
  res.status(201).json(await createQuote(req.session.user!, req.body));
});

quoteRoutes.patch("/:id/status", async (req, res) => {
  res.json(await setQuoteStatus(req.params.id, statusFrom(req.body.status)));
});

quoteRoutes.delete("/:id", async (req, res) => {
  await deleteQuote(req.session.user!.companyId, req.params.id);
  res.status(204).end();
});

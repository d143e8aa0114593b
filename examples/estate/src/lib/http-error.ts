import type { NextFunction, Request, Response } from "express";
import { Prisma } from "../generated/prisma/client.js";

export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function notFound(what: string): HttpError {
  return new HttpError(404, `${what} not found.`);
}

/** Last in the chain: turns what was thrown into a JSON answer. */
export function errorHandler(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  const status = statusOf(error);
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status >= 500 ? "Something went wrong." : messageOf(error) });
}

function statusOf(error: unknown): number {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2025") return 404;
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return 409;
  if (error instanceof Error && "status" in error && typeof error.status === "number") return error.status;
  return 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error && !(error instanceof Prisma.PrismaClientKnownRequestError) ? error.message : "Not found.";
}

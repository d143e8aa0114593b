import type { NextFunction, Request, RequestHandler, Response } from "express";
import session from "express-session";
import type { Role } from "./generated/prisma/client.js";

export interface SessionUser {
  id: string;
  role: Role;
  /** Null for super-admins, who belong to no company. */
  companyId: string | null;
}

declare module "express-session" {
  interface SessionData {
    user: SessionUser;
  }
}

export const sessions = session({
  secret: process.env["SESSION_SECRET"] ?? "estate-development",
  resave: false,
  saveUninitialized: false,
  cookie: { httpOnly: true, sameSite: "lax" },
});

export function requireUser(req: Request, res: Response, next: NextFunction): void {
  if (!req.session.user) {
    res.status(401).json({ error: "Please sign in." });
    return;
  }
  next();
}

export function requireRole(...roles: Role[]): RequestHandler {
  return (req, res, next) => {
    const user = req.session.user;
    if (!user || !roles.includes(user.role)) {
      res.status(403).json({ error: "You may not do that." });
      return;
    }
    next();
  };
}

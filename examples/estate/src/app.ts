import express, { type Express } from "express";
import { errorHandler } from "./lib/http-error.js";
import { adminRoutes } from "./routes/admin.js";
import { assignmentRoutes } from "./routes/assignments.js";
import { authRoutes } from "./routes/auth.js";
import { callRoutes } from "./routes/calls.js";
import { clientRoutes } from "./routes/clients.js";
import { companyRoutes } from "./routes/companies.js";
import { dashboardRoutes } from "./routes/dashboard.js";
import { documentRoutes } from "./routes/documents.js";
import { emailRoutes } from "./routes/emails.js";
import { estateRoutes } from "./routes/estates.js";
import { fileRoutes } from "./routes/files.js";
import { messageRoutes } from "./routes/messages.js";
import { notificationRoutes } from "./routes/notifications.js";
import { plotRoutes } from "./routes/plots.js";
import { publicRoutes } from "./routes/public.js";
import { quoteRoutes } from "./routes/quotes.js";
import { teamRoutes } from "./routes/team.js";
import { requireUser, sessions } from "./session.js";

export function createApp(): Express {
  const app = express();
  app.use(express.json(), sessions);

  app.use("/api", publicRoutes);
  app.use("/api/auth", authRoutes);

  app.use("/api", requireUser);
  app.use("/api", companyRoutes);
  app.use("/api/team", teamRoutes);
  app.use("/api/clients", clientRoutes);
  app.use("/api/estates", estateRoutes);
  app.use("/api", plotRoutes);
  app.use("/api/messages", messageRoutes);
  app.use("/api/assignments", assignmentRoutes);
  app.use("/api/calls", callRoutes);
  app.use("/api/emails", emailRoutes);
  app.use("/api/quotes", quoteRoutes);
  app.use("/api/documents", documentRoutes);
  app.use("/api/files", fileRoutes);
  app.use("/api/notifications", notificationRoutes);
  app.use("/api/dashboard", dashboardRoutes);
  app.use("/api/admin", adminRoutes);

  app.use(errorHandler);
  return app;
}

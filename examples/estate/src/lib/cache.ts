import { LRUCache } from "lru-cache";

/** What the dashboard shows; a minute old is fine. */
export interface DashboardSummary {
  company: string | undefined;
  clients: number;
  estates: { name: string; plots: number }[];
  openQuotes: number;
}

export const dashboardCache = new LRUCache<string, DashboardSummary>({ max: 500, ttl: 60_000 });

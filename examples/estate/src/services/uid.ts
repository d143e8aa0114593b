import { prisma } from "../db.js";
import type { Role } from "../generated/prisma/client.js";

const roleCodes: Partial<Record<Role, string>> = { ADMIN: "ADM", MARKETER: "MKT", CLIENT: "CLT" };

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
}

/** The number on the staff card, such as the seventh marketer of a company. */
export async function nextUid(companyId: string, role: Role): Promise<string> {
  const company = await prisma.company.findUniqueOrThrow({ where: { id: companyId } });
  const n = (await prisma.user.count({ where: { companyId, role } })) + 1;
  const prefix = initials(company.name);
  if (role === "MARKETER") return `${prefix}MKT${String(n).padStart(3, "0")}`;
  return `${prefix}${roleCodes[role] ?? "USR"}${String(n).padStart(3, "0")}`;
}

import { prisma } from "../db.js";
import type { Role, User } from "../generated/prisma/client.js";
import { hashPassword, verifyPassword } from "../lib/password.js";
import { nextUid } from "./uid.js";

export interface NewUser {
  name: string;
  email: string;
  role: Role;
}

export async function signIn(email: string, password: string): Promise<User | undefined> {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user?.passwordHash || user.deletedAt) return undefined;
  return (await verifyPassword(password, user.passwordHash)) ? user : undefined;
}

/** Adds someone to the team; they choose a password when they first sign in. */
export async function registerUser(companyId: string, input: NewUser): Promise<User> {
  return prisma.user.create({
    data: { ...pick(input), companyId, uid: await nextUid(companyId, input.role) },
  });
}

export async function setPassword(userId: string, password: string): Promise<void> {
  await prisma.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(password) } });
}

function pick({ name, email, role }: NewUser): NewUser {
  return { name, email: email.toLowerCase(), role };
}

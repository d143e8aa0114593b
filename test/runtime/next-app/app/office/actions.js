"use server";

import { setTimeout as sleep } from "node:timers/promises";
import { nextTenantAction } from "@ringfence/runtime/adapters";
import { requireTenant } from "@ringfence/runtime/context";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

const companyOfSession = async () => (await cookies()).get("company")?.value;

export const reserve = nextTenantAction({ tenantOf: companyOfSession }, async (form) => {
  await sleep(Math.random() * 4);
  redirect(`/reserved/${form.get("plot")}/${requireTenant()}`);
});

import { prisma } from "../db.js";
import type { PlotAllocation } from "../generated/prisma/client.js";
import { HttpError, notFound } from "../lib/http-error.js";

interface Allocation {
  plotId: number;
  clientId: string;
  marketerId: string;
}

export async function allocatePlot({ plotId, clientId, marketerId }: Allocation): Promise<PlotAllocation> {
  return prisma.$transaction(async (tx) => {
    const plot = await tx.plot.findUnique({ where: { id: plotId } });
    if (!plot) throw notFound("Plot");
    if (plot.status === "SOLD") throw new HttpError(409, "That plot is sold.");
    const client = await tx.client.findFirst({ where: { id: clientId, deletedAt: null } });
    if (!client) throw notFound("Client");

    await tx.plot.update({ where: { id: plot.id }, data: { status: "RESERVED" } });
    const last = await tx.plotAllocation.aggregate({ _max: { number: true } });
    return tx.plotAllocation.create({
      data: { number: (last._max.number ?? 0) + 1, plotId: plot.id, clientId: client.id, marketerId },
    });
  });
}

/** Frees the plot again. */
export async function cancelAllocation(companyId: string | null, id: string): Promise<void> {
  const allocation = await prisma.plotAllocation.findUnique({ where: { id } });
  if (!allocation) throw notFound("Allocation");
  await prisma.$transaction([
    prisma.plot.update({ where: { id: allocation.plotId }, data: { status: "AVAILABLE" } }),
    prisma.plotAllocation.delete({ where: { id: allocation.id } }),
    prisma.notification.create({
      data: { companyId, userId: allocation.marketerId, text: `Allocation ${allocation.number} was cancelled.` },
    }),
  ]);
}

import { describe, expect, it } from "vitest";
import { analysisOf } from "../support/judged-caches.ts";

/** How a query by `id` of the last statement is judged in a server action, and the steps that led there. */
function judged(statements: string, id: string, parameters = "id: number, ids: number[]"): string {
  const source = `"use server";
import { auth } from "@/auth";
import { db } from "@/lib/db";
import { HOUSE, assertPlot, plotOf } from "@/lib/plots";
export async function act(${parameters}) {
  const { user } = await auth();
  ${statements}
  await db.plot.findMany({ where: { estateId: ${id} } });
}`;
  const last = analysisOf(source, "app/actions.ts").judgements.at(-1);
  return `${last?.verdict ?? "none"} ${last?.reason ?? ""}: ${last?.evidence.slice(1).map(({ text }) => text).join(", ") ?? ""}`;
}

const own = "const estate = await db.estate.findFirstOrThrow({ where: { id, companyId: user.companyId } });";

describe("where a value comes from", () => {
  it.each<[string, string, string, string]>([
    ["the request", "", "id", "unscoped request-id: id comes from the request"],
    ["the request, in another form", "const key = String(id).trim();", "Number(key)", "unscoped request-id: id comes from the request"],
    ["a scoped row", own, "estate.id", "derived from-scoped-row: the Estate.id belongs to a row that was loaded scoped"],
    ["a part of a scoped row", own, "estate.plots[0].estateId", "derived from-scoped-row: the Estate.plots.estateId belongs to a row that was loaded scoped"],
    ["an unscoped row", "const estate = await db.estate.findFirstOrThrow({ where: { id } });", "estate.id", "derived follows-row: the Estate.id belongs to a row that is judged where it is loaded"],
    ["a constant that names another table's row", "", "1", "unscoped no-key: "],
    ["a call that was given the session", "const estate = await plotOf(user);", "estate.id", "derived from-trusted-call: plotOf() is made from auth().user, auth().user comes from the session or the tenant context"],
    ["a call that was given nothing", "const estate = await plotOf();", "estate.id", "unknown unresolved-origin: plotOf().id cannot be traced to where it comes from"],
    ["the worst of several", own.replace("id,", 'name: "Seeblick",'), "Math.random() > 0.5 ? estate.id : id", "unscoped request-id: id comes from the request"],
    ["text that holds the tenant", "const key = `${user.companyId}:${id}`;", "key", "derived from-trusted-call: auth().user.companyId comes from the session or the tenant context"],
  ])("%s", (_, statements, id, expected) => {
    expect(judged(statements, id)).toBe(expected);
  });
});

describe("what a value is tied to", () => {
  it.each<[string, string, string, string]>([
    ["a row that was found by it", own, "id", "checked checked-before"],
    ["a row that may be missing", own.replace("OrThrow", ""), "id", "unscoped request-id"],
    ["a guard that was given it", "await assertPlot(user, id);", "id", "unscoped request-id"],
    ["a comparison with a scoped row", `${own}\n  if (ids[0] !== estate.id) return;`, "ids[0]", "checked checked-before"],
    ["a comparison with another value of the request", "if (ids[0] !== id) return;", "id", "unscoped request-id"],
    ["a list of the tenant's ids", "if (!user.estateIds.includes(id)) return;", "id", "checked checked-before"],
    ["a list of the request", "if (!ids.includes(id)) return;", "id", "unscoped request-id"],
  ])("%s", (_, statements, id, expected) => {
    expect(judged(statements, id).split(": ")[0]).toBe(expected);
  });

  it("is told with the role for which nothing looks at it", () => {
    const compared = 'if (!["SUPER_ADMIN", "OWNER", "AGENT"].includes(user.role)) return;\n  if (user.role === "OWNER" && user.estateId !== id) return;';
    expect(judged(compared, "id")).toBe("unscoped request-id: nothing compares id for the role AGENT, id comes from the request");
  });

  it("is told step by step", () => {
    expect(judged(own, "id")).toContain("id is tied to the Estate, the Estate belongs to a row that was loaded scoped");
  });
});

import type { Value } from "../../analysis/value.ts";

/** True for an order such as `{ number: "desc" }`, which brings the highest first. */
export function isDescending(order: Value | undefined): boolean {
  const [first] = order?.kind === "object" ? order.entries : [];
  return first?.kind === "property" && first.value.kind === "constant" && /^desc$/i.test(String(first.value.value));
}

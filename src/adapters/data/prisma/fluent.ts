import type { Access, Filter } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { allOf, opaque } from "../../filter-parts.ts";
import { readWhere } from "./filter.ts";
import { loadsOf } from "./loads.ts";
import { literalArgument, literalProperty } from "./places.ts";
import { relatedSchema, type Schema } from "./schema.ts";

/**
 * `prisma.company.findUnique({ where }).invoices({ where })`: a read of the related model, tied to the row it starts from.
 * https://www.prisma.io/docs/orm/prisma-client/queries/relation-queries#fluent-api
 */
export function recognizeFluentRead(call: Call, file: FileFacts): Access | undefined {
  const { receiver, method } = call;
  if (receiver?.kind !== "reference" || receiver.root.kind !== "row" || receiver.path.length > 0 || method === undefined) return undefined;
  const start = receiver.root.access;
  const model = file.catalog.models.get(start.model);
  const field = start.library === "prisma" && !start.many ? model?.fields.get(method) : undefined;
  if (model === undefined || field === undefined || call.args.length > 1) return undefined;
  const target = relatedSchema({ model, catalog: file.catalog }, field);
  if (target === undefined) return undefined;
  const args = call.args[0];
  return {
    library: "prisma",
    model: target.model.name,
    operation: "read",
    method,
    node: call.node,
    recognizedBy: start.recognizedBy,
    filter: allOf([fromStart(start, receiver, target), readWhere(args && propertyOf(args, "where"), target)]),
    data: [],
    related: loadsOf(args, target),
    unique: false,
    many: field.list,
    throwsWhenMissing: false,
    places: { args: literalArgument(call.node, args), filter: literalProperty(call.node, args, "where") },
  };
}

/** The way back to the row that the chain starts from; opaque when more than one relation could be the way. */
function fromStart(start: Access, receiver: Value, target: Schema): Filter {
  const [back, ...others] = [...target.model.fields.values()].filter((field) => field.relation?.model === start.model);
  if (back === undefined || others.length > 0) return opaque(receiver);
  return { kind: "related", relation: back.name, quantifier: back.list ? "some" : "is", of: start.filter ?? opaque(receiver) };
}

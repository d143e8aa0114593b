import type { Recognition } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Reference, Root, Value } from "../../../analysis/value.ts";

/** How strong the evidence is that a value is a Prisma client. */
export function evidenceFor(client: Reference, file: FileFacts): Recognition {
  if (comesFromPackage(client)) return "import";
  return hasClientType(client, file) ? "type" : "shape";
}

/** The model that a value's declared type makes it a delegate of: `Plot` for `Prisma.PlotDelegate`. */
export function delegatedModel(value: Value, file: FileFacts): string | undefined {
  return /^(?:Prisma\.)?(\w+)Delegate$/.exec(file.declaredType(value) ?? "")?.[1];
}

/** True when the name under which the source knows the value is one that clients go by. */
export function isNamedLikeClient(client: Reference): boolean {
  const name = client.path.at(-1) ?? nameOf(client.root);
  return name !== undefined && /prisma|^(?:get)?client$|(?:db|tx|trx|database|transaction|replica)$/i.test(name);
}

/** `new PrismaClient()` and whatever is called on it, such as `$extends`; generated clients export the same name. */
function comesFromPackage(value: Value): boolean {
  if (value.kind !== "reference") return false;
  const { root } = value;
  if (root.kind === "call") return comesFromPackage(root.callee);
  return root.kind === "import" && (/^(?:@prisma|\.prisma)\/client\b/.test(root.source) || root.name === "PrismaClient");
}

function hasClientType(client: Reference, file: FileFacts): boolean {
  const declared = file.declaredType(client);
  if (declared !== undefined) return /prisma|TransactionClient$/i.test(declared);
  const { root } = client;
  if (root.kind !== "this" || client.path.length > 0) return false;
  const owner = root.owner;
  const base = owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression" ? owner.superClass : undefined;
  return base?.type === "Identifier" && /prisma/i.test(base.name);
}

function nameOf(root: Root): string | undefined {
  switch (root.kind) {
    case "call":
      return root.callee.kind === "reference" ? (root.callee.path.at(-1) ?? nameOf(root.callee.root)) : undefined;
    case "parameter":
    case "import":
    case "global":
      return root.name;
    case "opaque":
      return root.node.type === "Identifier" ? root.node.name : undefined;
    default:
      return undefined;
  }
}

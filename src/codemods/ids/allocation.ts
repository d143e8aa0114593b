import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import { findVariable } from "../../syntax/declared-before.ts";
import type { Node, Refusal, TextEdit } from "../../syntax/source-file.ts";
import type { PlanContext } from "../codemod.ts";
import { clientOf, isInBatch, isInTransaction, type ClientUse } from "./client.ts";
import { isCalledInTransaction } from "./called-in-transaction.ts";
import { functionAround } from "./nodes.ts";

/** How an id is taken: the edits around the query that stores it, and the handle to take it on. */
export interface Allocation {
  /** `allocate` inside a transaction, `next` on its own. */
  readonly way: "allocate" | "next";
  /** The handle that `allocate` gets, and that a seed asks. */
  readonly handle: string;
  readonly accessor: string;
  /** Puts a transaction around the query that stores the id. */
  readonly edits: readonly TextEdit[];
}

/**
 * The ways to take an id at a place, best first: in the transaction that stores it, in one made for the purpose, or on
 * its own. `write` is the query that stores it when the place is inside it, `query` any query that shows the client.
 */
export function allocationsAt(place: Node, write: Node | undefined, query: Node, analysis: FileAnalysis, context: PlanContext): readonly Allocation[] | Refusal {
  const { file } = analysis;
  const use = clientOf(write ?? query, file);
  if (!use) return { refused: "The query is not written as a method of a client's model." };
  const handle = file.text.slice(...use.client.range);
  const { accessor } = use;
  if (use.transaction === "open" && (write !== undefined || isSameFunction(place, query))) return [{ way: "allocate", handle, accessor, edits: [] }];
  if (use.transaction === "unclear") return { refused: `Whether \`${handle}\` is a transaction cannot be seen here.` };
  if (use.transaction === "open" || isInTransaction(place)) return { refused: "The id is stored in a transaction and made apart from it: hand the transaction in, and allocate on it." };
  if (write && isInBatch(write)) return { refused: "The row is written in a batch; an interactive transaction is needed to take a number first." };
  const alone = aloneAt(place, handle, accessor, analysis, context);
  const wrapped = write ? [wrappedIn(use, write, analysis)] : [];
  return "refused" in alone ? (wrapped.length > 0 ? wrapped : alone) : [...wrapped, alone];
}

function isSameFunction(a: Node, b: Node): boolean {
  return functionAround(a) === functionAround(b);
}

/** `prisma.quote.create(…)` becomes `prisma.$transaction(async (tx) => tx.quote.create(…))`. */
function wrappedIn({ client, accessor }: ClientUse, write: Node, { file }: FileAnalysis): Allocation {
  const tx = ["tx", "trx", "transaction"].find((name) => findVariable(name, write, file) === undefined) ?? "inner";
  const text = file.text.slice(...client.range);
  return {
    way: "allocate",
    handle: tx,
    accessor,
    edits: [
      { range: client.range, text: `${text}.$transaction(async (${tx}) => ${tx}` },
      { range: [write.range[1], write.range[1]], text: ")" },
    ],
  };
}

/** In a statement of its own, which would wait for ever for a transaction that is open on the only connection. */
function aloneAt(place: Node, handle: string, accessor: string, analysis: FileAnalysis, context: PlanContext): Allocation | Refusal {
  const fn = functionAround(place);
  if (!fn?.async) return { refused: "The function is not async, so it cannot wait for a number." };
  const caller = isCalledInTransaction(fn, analysis.file, context.project);
  if (caller !== undefined) return { refused: `The function is called in a transaction (${caller}): hand the transaction in, and allocate on it.` };
  return { way: "next", handle, accessor, edits: [] };
}

import type { Access } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { isOwned, type Model } from "../../../catalog/catalog.ts";
import { accessOf, type Runs } from "./accesses.ts";
import { Bindings } from "./bindings.ts";
import { textCallOf, type TextCall } from "./calls.ts";
import { modelNamed } from "./names.ts";
import { waysOf, type Hole } from "./pieces.ts";
import { readText } from "./read-text.ts";

const statement = /^[\s(]*(?:(?:--[^\n]*\n|\/\*[\s\S]*?\*\/)\s*)*(?:explain\s+(?:analyze\s+)?)?(?:select|insert|replace|update|delete|with)\b/i;

/** The accesses that a call makes that runs a text of SQL over declared tables. */
export function recognize(call: Call, facts: FileFacts): Access | undefined {
  const run = textCallOf(call, facts);
  return run && accessOfText(run, call, facts);
}

/** The accesses of a text that a call runs. */
export function accessOfText(run: TextCall, call: Call, facts: FileFacts): Access | undefined {
  const ways = waysOf(run.pieces);
  if (!ways.some((way) => statement.test(plainText(way)))) return undefined;
  const runs: Runs = { method: call.method ?? "sql", node: call.node, recognizedBy: "shape", handing: run.handing, throwsWhenMissing: call.method === "one" || call.method === "oneFirst" };
  const read = ways.flatMap((way) => readText(way, new Bindings(run.bound)) ?? []);
  return read.length > 0 ? accessOf(read, runs, facts) : unread(ways, run, runs, facts);
}

function plainText(way: readonly (string | Hole)[]): string {
  return way.map((part) => (typeof part === "string" ? part : " ")).join("");
}

const tables = /\b(?:from|join|into|update)\s+((?:["`\w]+\.)?["`]?\w+["`]?)/gi;

/** Of a text that the parser does not know only the tables are found. */
function unread(ways: readonly (readonly (string | Hole)[])[], { bound }: TextCall, runs: Runs, facts: FileFacts): Access | undefined {
  const text = plainText(ways[0] ?? []);
  const models = [...text.matchAll(tables)].flatMap(([, name = ""]) => modelNamed(name, facts.catalog) ?? []);
  const model: Model | undefined = models.find(isOwned);
  if (!model) return undefined;
  const reason = "the SQL cannot be parsed";
  return {
    library: "sql", model: model.name, operation: "raw", method: runs.method, node: runs.node, recognizedBy: runs.recognizedBy,
    filter: { kind: "opaque", value: { kind: "unknown", reason }, reason },
    data: [], related: [], unique: false, many: runs.handing !== "one", throwsWhenMissing: false, open: false,
    text: { part: `${model.name} of ${String(bound.length)}`, before: [], after: [] }, places: {},
  };
}


import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { describe } from "../analysis/standing.ts";
import { referencesIn } from "../analysis/make-value.ts";
import { filterByTenant, writeTenant, type TenantEdit } from "../findings/tenant-edit.ts";
import type { Node, Refusal } from "../syntax/source-file.ts";
import type { Report, Suggestion } from "./rule.ts";

/** The part of a report that every rule about accesses fills alike. */
export function accessReport<MessageId extends string>(judgement: Judgement, messageId: MessageId, analysis: FileAnalysis, suggestions: readonly Suggestion<MessageId>[] = []): Report<MessageId> {
  const { access, model, verdict, reason, confidence, node } = judgement;
  const callable = whyCallable(judgement, analysis);
  return {
    node,
    messageId,
    data: {
      model: model.name,
      method: access.method,
      column: ownerColumn(judgement),
      value: valueText(judgement, analysis),
      chosen: [valueText(judgement, analysis), ...callable].join("; "),
      callable: callable.map((why) => ` (${why})`).join(""),
      why: judgement.evidence.at(-1)?.text ?? "",
      ...(judgement.reached && { place: judgement.reached.text, helper: helperText(node, analysis) }),
    },
    confidence,
    verdict,
    reason,
    library: access.library,
    model: model.name,
    operation: access.method,
    suggestions,
  };
}

/** The column that would scope the model, over relations where it has none itself: `invoice.companyId`. */
function ownerColumn({ column, columnPath = [] }: Judgement): string {
  return [...columnPath, column ?? "id"].join(".");
}

/** Why a value is the client's that looks like the code's own: an argument of a function that reads like a helper, and that clients can call. */
function whyCallable({ value }: Judgement, { entries }: FileAnalysis): readonly string[] {
  const callable = entries.filter(({ entry }) => entry.callable === true && !entry.signedIn).map(({ fn }) => fn);
  const isArgument = value !== undefined && referencesIn(value).some(({ root }) => root.kind === "parameter" && callable.includes(root.fn));
  return isArgument ? ['any client can call what is exported under "use server", with arguments of its choice'] : [];
}

/** The value that decided, as the source writes it; where it is not written here, what it stands for. */
function valueText({ value, reached, node: call }: Judgement, { facts, file }: FileAnalysis): string {
  const { node } = value ?? {};
  // What another file's function takes out of an argument is written there only.
  const isWritten = node !== undefined && !(reached && node === call);
  const text = isWritten && node.range[1] <= file.text.length ? facts.textOf(node) : undefined;
  if (text !== undefined && text.length <= 60 && !text.includes("\n")) return `\`${text}\``;
  const [reference] = value ? referencesIn(value) : [];
  return reference ? `\`${describe(reference)}\`` : "its value";
}

/** What a call calls, as the source writes it. */
function helperText(node: Node, { facts }: FileAnalysis): string {
  const callee = node.type === "CallExpression" || node.type === "NewExpression" ? node.callee : node.type === "TaggedTemplateExpression" ? node.tag : undefined;
  const text = callee ? facts.textOf(callee) : "";
  return text.length > 0 && text.length <= 60 && !text.includes("\n") ? `\`${text}\`` : "This call";
}

/** Adds the tenant's key where the adapter knows an exact place and a trusted tenant is in scope. */
export function suggestFilter<MessageId extends string>(judgement: Judgement, messageId: MessageId, analysis: FileAnalysis): readonly Suggestion<MessageId>[] {
  const { tenantInScope, part, reason, reached } = judgement;
  if (tenantInScope === undefined || part.kind !== "filter" || reason === "caller-passes-untrusted" || reached) return [];
  return suggestion(filterByTenant(judgement, tenantInScope, analysis), messageId, tenantInScope);
}

/** Writes the tenant's key into the rows a call creates, under the same conditions. */
export function suggestColumn<MessageId extends string>(judgement: Judgement, messageId: MessageId, analysis: FileAnalysis): readonly Suggestion<MessageId>[] {
  const { tenantInScope, part } = judgement;
  if (tenantInScope === undefined || part.kind === "filter") return [];
  return suggestion(writeTenant(judgement, tenantInScope, analysis), messageId, tenantInScope);
}

function suggestion<MessageId extends string>(edit: TenantEdit | Refusal, messageId: MessageId, value: string): readonly Suggestion<MessageId>[] {
  return "refused" in edit ? [] : [{ messageId, data: { column: edit.column, value }, edits: edit.edits }];
}

import { analyzeForHost, type Judge } from "../findings/analyze.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Project } from "../project.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import { Lines } from "../syntax/lines.ts";
import { parseSource, type Skipped } from "../syntax/parse.ts";
import type { Refusal, SourceFile, TextEdit } from "../syntax/source-file.ts";
import { addImports } from "./add-imports.ts";
import { applyEdits, collide, offsetBefore } from "./apply-edits.ts";
import type { Change, Codemod, LeftAlone, NamedImport, NewFile, PlanContext } from "./codemod.ts";
import type { Callee } from "./find-callers.ts";
import { nameOfFunction } from "./function-name.ts";

/** What a plan is made with. */
export interface Tools extends Judge {
  readonly codemods: readonly Codemod[];
  readonly projectOf: (file: string) => Project;
  readonly contextOf: (file: string) => PlanContext;
  /** Says what the edited text breaks that was whole before; without it, edits only have to parse. */
  readonly complaint?: (path: string, before: string, after: string, beside: readonly NewFile[]) => string | undefined;
}

/** What would be done to one file. Lines count from 1 and are those of the text before. */
export interface PlannedFile {
  /** Absolute path. */
  readonly path: string;
  readonly before: string;
  /** The text after all edits; the same as `before` when there are none. */
  readonly after: string;
  readonly changes: readonly { readonly codemod: string; readonly line: number; readonly title: string }[];
  readonly leftAlone: readonly PlannedRefusal[];
  readonly creates: readonly NewFile[];
}

export interface PlannedRefusal {
  readonly codemod: string;
  readonly line: number;
  readonly reason: string;
  /** The function whose callers have to do something, by its place in the text before. */
  readonly callersOf: Callee | undefined;
  /** The query that the place leads to, by its line in the text before. */
  readonly reached: LeftAlone["reached"];
}

/** How often edits may lead to more edits before the file is given up. */
const maxRounds = 10;

/**
 * Plans one file: every codemod over its text, then over the edited text, until nothing is left to change. So a second
 * run has nothing to do. Undefined when no codemod has anything to say.
 */
export function planFile(path: string, text: string, tools: Tools): PlannedFile | Skipped | undefined {
  const project = tools.projectOf(path);
  const asked = tools.codemods.filter((codemod) => codemod.mayApply?.(text, project.catalogFor(path)) ?? tools.isWorthJudging({ path, text }, project));
  if (asked.length === 0) return undefined;
  const plan = planRounds(path, text, { ...tools, codemods: asked }, (change) => change);
  const { complaint } = tools;
  if ("skipped" in plan || plan.changes.length === 0 || complaint?.(path, text, plan.after, plan.creates) === undefined) return plan;
  // Compiling is slow, so changes are tried one by one only where all of them together do not compile.
  return planRounds(path, text, { ...tools, codemods: asked }, (change, { file }) => firstWhole(change, file, complaint));
}

/** The change as it is made, or the sentence that says why it is not. */
type Choose = (change: Change, analysis: FileAnalysis) => Change | string;

function planRounds(path: string, text: string, tools: Tools, choose: Choose): PlannedFile | Skipped {
  const done = new Rounds(path, text);
  while (done.count < maxRounds) {
    const analysis = analyzeText(path, done.text, tools);
    if ("skipped" in analysis) return done.count === 0 ? analysis : { skipped: `cannot be edited: the edited text ${analysis.skipped}` };
    const proposal = propose(tools.codemods, analysis, tools.contextOf(path), choose);
    if (proposal.changes.length === 0) return done.finish(proposal.leftAlone);
    done.add(proposal, analysis);
  }
  return { skipped: "cannot be edited: the edits call for ever more edits" };
}

/** The first way to write a change that breaks nothing; else what the first one breaks. */
function firstWhole(change: Change, file: SourceFile, complaint: NonNullable<Tools["complaint"]>): Change | string {
  const reasons: string[] = [];
  for (const way of [change, ...(change.otherwise ?? [])]) {
    const imports = addImports(way.imports ?? [], file);
    if (isRefusal(imports)) return imports.refused;
    const broken = complaint(file.path, file.text, applyEdits(file.text, [...imports, ...way.edits]), way.creates ?? []);
    if (broken === undefined) return way;
    reasons.push(broken);
  }
  return `The edited code would not compile: ${reasons[0] ?? ""}`;
}

function analyzeText(path: string, text: string, tools: Tools): FileAnalysis | Skipped {
  const file = parseSource(path, text);
  return "skipped" in file ? file : analyzeForHost(tools.analyze, file, tools.projectOf(path));
}

interface Proposal {
  readonly changes: readonly (Change & { readonly codemod: string })[];
  readonly edits: readonly TextEdit[];
  readonly leftAlone: readonly (LeftAlone & { readonly codemod: string })[];
}

/** The changes that go together; what collides with an earlier one waits for the next round. */
function propose(codemods: readonly Codemod[], analysis: FileAnalysis, context: PlanContext, choose: Choose): Proposal {
  const changes: Proposal["changes"][number][] = [];
  const leftAlone: Proposal["leftAlone"][number][] = [];
  let imports: readonly NamedImport[] = [];
  let importEdits: readonly TextEdit[] = [];
  for (const codemod of codemods) {
    const plan = codemod.plan(analysis, context);
    leftAlone.push(...plan.leftAlone.map((one) => ({ ...one, codemod: codemod.name })));
    for (const proposed of plan.changes) {
      const change = choose(proposed, analysis);
      if (typeof change === "string") {
        leftAlone.push({ node: proposed.node, reason: change, codemod: codemod.name });
        continue;
      }
      const together = addImports([...imports, ...(change.imports ?? [])], analysis.file);
      if (isRefusal(together)) leftAlone.push({ node: change.node, reason: together.refused, codemod: codemod.name });
      else if (collide(together, change.edits)) leftAlone.push({ node: change.node, reason: "The edit stands where its import has to go.", codemod: codemod.name });
      else if (!changes.some((other) => collide(other.edits, change.edits))) {
        changes.push({ ...change, codemod: codemod.name });
        imports = [...imports, ...(change.imports ?? [])];
        importEdits = together;
      }
    }
  }
  return { changes, edits: [...importEdits, ...changes.flatMap(({ edits }) => edits)], leftAlone };
}

function isRefusal(edits: readonly TextEdit[] | Refusal): edits is Refusal {
  return "refused" in edits;
}

/** What the rounds over one file have come to. */
class Rounds {
  readonly #path: string;
  readonly #before: string;
  readonly #lines: Lines;
  readonly #edits: (readonly TextEdit[])[] = [];
  readonly #changes: { codemod: string; line: number; title: string }[] = [];
  readonly #creates = new Map<string, NewFile>();
  text: string;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#before = text;
    this.#lines = new Lines(text.replace(/^\uFEFF/, ""));
    this.text = text;
  }

  get count(): number {
    return this.#edits.length;
  }

  add({ changes, edits }: Proposal, { file }: FileAnalysis): void {
    for (const { codemod, node, title, creates = [] } of changes) {
      this.#changes.push({ codemod, line: this.#lineOf(node.range[0]), title });
      for (const one of creates) this.#creates.set(one.path, one);
    }
    this.text = applyEdits(file.text, edits);
    this.#edits.push(edits);
  }

  finish(leftAlone: Proposal["leftAlone"]): PlannedFile {
    const bom = this.#before.startsWith("\uFEFF") && !this.text.startsWith("\uFEFF") ? "\uFEFF" : "";
    return {
      path: this.#path,
      before: this.#before,
      after: this.#edits.length === 0 ? this.#before : bom + this.text,
      changes: this.#changes.sort((a, b) => a.line - b.line),
      leftAlone: this.#refusals(leftAlone),
      creates: [...this.#creates.values()],
    };
  }

  /** By line, each said once: two calls that share a filter have one reason. */
  #refusals(leftAlone: Proposal["leftAlone"]): readonly PlannedRefusal[] {
    const refusals = leftAlone.map((one) => this.#refusal(one)).sort((a, b) => a.line - b.line);
    return [...new Map(refusals.map((one) => [`${one.line} ${one.codemod} ${one.reason}`, one])).values()];
  }

  #refusal({ codemod, node, reason, callersOf, reached }: Proposal["leftAlone"][number]): PlannedRefusal {
    return { codemod, line: this.#lineOf(node.range[0]), reason, reached, callersOf: callersOf && this.#callable(callersOf) };
  }

  #callable(fn: FunctionNode): Callee | undefined {
    const name = nameOfFunction(fn);
    return name && { path: this.#path, name: name.name, offset: this.#offsetOf(name.range[0]) };
  }

  #lineOf(offset: number): number {
    return this.#lines.at(this.#offsetOf(offset)).line;
  }

  /** The offset in the text before all edits of one in the text after them. */
  #offsetOf(offset: number): number {
    return this.#edits.reduceRight((at, edits) => offsetBefore(at, edits), offset);
  }
}

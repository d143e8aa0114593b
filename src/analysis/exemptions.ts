import { exemptionsOf, type Exemption } from "../syntax/directives.ts";
import { Lines } from "../syntax/lines.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import type { FileAnalysis } from "./file-analysis.ts";
import type { Evidence } from "./judgement.ts";

/**
 * The analysis as the file's `ringfence-exempt: reason` comments want it: an access or cache use is exempt by a comment
 * between its first and last line, or right above it, above its statement, or above a line in between (an element of a list).
 */
export function withExemptions(analysis: FileAnalysis): FileAnalysis {
  const find = exemptionsIn(analysis.file);
  if (!find) return analysis;
  return {
    ...analysis,
    judgements: analysis.judgements.map((judgement) => {
      const exemption = find(judgement.access.node);
      if (!exemption) return judgement;
      return { ...judgement, verdict: "exempt", reason: "comment", evidence: [...judgement.evidence, said(exemption)] };
    }),
    ids: analysis.ids.map((id) => {
      const exemption = find(id.node);
      return exemption ? { ...id, verdict: "exempt", evidence: [...id.evidence, said(exemption)] } : id;
    }),
    caches: analysis.caches.map((cache) => {
      const exemption = find(cache.use.node);
      return exemption ? { ...cache, verdict: "exempt", evidence: [...cache.evidence, said(exemption)] } : cache;
    }),
  };
}

type FindExemption = (node: Node) => Exemption | undefined;

const known = new WeakMap<SourceFile, { readonly find: FindExemption | undefined }>();

/** Finds the comment that exempts a node of a file; undefined for a file without any. */
export function exemptionsIn(file: SourceFile): FindExemption | undefined {
  const { find } = known.get(file) ?? { find: readExemptions(file) };
  known.set(file, { find });
  return find;
}

function readExemptions({ text, program }: SourceFile): FindExemption | undefined {
  if (!text.includes("ringfence-exempt")) return undefined;
  const lines = new Lines(text);
  const exemptions = exemptionsOf(program.comments ?? [], lines);
  return exemptions.length === 0 ? undefined : (node) => exemptions.find((exemption) => covers(exemption, node, lines));
}

function said({ reason }: Exemption): Evidence {
  return { node: undefined, text: `exempt by a comment: ${reason}` };
}

function covers(exemption: Exemption, node: Node, lines: Lines): boolean {
  const first = lines.at(node.range[0]).line;
  const last = lines.at(node.range[1]).line;
  if (exemption.line >= first && exemption.endLine <= last) return true;
  const below = firstCodeLine(exemption, lines);
  return below === first || startLines(node, lines).includes(below);
}

/** The line that a comment stands above: the next one that is neither blank of code nor another line comment. */
function firstCodeLine({ endLine }: Exemption, lines: Lines): number {
  let line = endLine + 1;
  while (line < lines.count && /^\s*\/\//.test(lines.text(line))) line++;
  return line;
}

/** First lines of what holds a node, up to its statement or class member. */
function startLines(node: Node, lines: Lines): number[] {
  const starts: number[] = [];
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    starts.push(lines.at(at.range[0]).line);
    if (/Statement$|^VariableDeclaration$|^PropertyDefinition$|^FunctionDeclaration$|^Program$/.test(at.type)) break;
  }
  return starts;
}

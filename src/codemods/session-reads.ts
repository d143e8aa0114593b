import { originAt } from "../frameworks/shape.ts";
import type { Entered } from "../analysis/judgement.ts";
import { isSameParameterName, tenantExpressionsIn, type PropertyStep, type TenantExpression } from "../analysis/tenant-expressions.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { findVariable } from "../syntax/declared-before.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";

/** How functions of a project read the tenant from one of their parameters: `user!.companyId` of the first, say. */
export interface SessionRead {
  /** The position of the parameter, and the name it had where it was read. */
  readonly index: number;
  readonly name: string;
  readonly steps: readonly PropertyStep[];
}

/** The reads of tenants from parameters in one file; those over `?.` are left out, as the tenant may be missing there. */
export function sessionReadsIn(file: SourceFile, catalog: Catalog): readonly SessionRead[] {
  return tenantExpressionsIn(file, catalog).flatMap((expression) => {
    const index = parameterOf(expression);
    const { steps, root } = expression;
    return index === undefined || steps.length === 0 || steps.some(({ by }) => by === "?.") ? [] : [{ index, name: root.name, steps }];
  });
}

/** Reads by how often they occur, most often first. */
export function commonReads(reads: readonly SessionRead[]): readonly SessionRead[] {
  const counts = new Map<string, { read: SessionRead; count: number }>();
  for (const read of reads) {
    const key = `${read.index} ${read.name}${pathText(read.steps)}`;
    const known = counts.get(key) ?? { read, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1)).map(([, { read }]) => read);
}

/** The read as the entered function would write it at a node; undefined where the parameter carries no session there. */
export function readAt({ index, name, steps }: SessionRead, { fn, entry }: Entered, node: Node, file: SourceFile): string | undefined {
  const parameter = fn.params[index];
  if (parameter?.type !== "Identifier" || !isSameParameterName(parameter.name, name)) return undefined;
  if (originAt(entry.parameters[index], steps.map((step) => step.name)) !== "identity") return undefined;
  const isItself = findVariable(parameter.name, node, file)?.defs.some((definition) => definition.name === parameter) === true;
  return isItself ? parameter.name + pathText(steps) : undefined;
}

function parameterOf({ variable }: TenantExpression): number | undefined {
  const [definition] = variable.defs;
  if (definition?.type !== "Parameter" || !("params" in definition.node)) return undefined;
  const index = (definition.node.params as readonly Node[]).indexOf(definition.name);
  return index < 0 ? undefined : index;
}

function pathText(steps: readonly PropertyStep[]): string {
  return steps.map(({ by, name }) => by + name).join("");
}

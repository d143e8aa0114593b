/**
 * The parts of the parser's tree that say which rows a statement touches. Every node is an object with one key, which
 * names its kind; lists and flags that say nothing are left out of the tree. https://pganalyze.github.io/libpg_query
 */
export interface Statement {
  readonly SelectStmt?: Select;
  readonly InsertStmt?: Insert;
  readonly UpdateStmt?: Update;
  readonly DeleteStmt?: Delete;
}

export interface Select {
  readonly targetList?: readonly Target[];
  readonly fromClause?: readonly From[];
  readonly whereClause?: Expression;
  readonly groupClause?: readonly unknown[];
  readonly sortClause?: readonly { readonly SortBy?: { readonly sortby_dir?: string } }[];
  readonly valuesLists?: readonly { readonly List: { readonly items: readonly Expression[] } }[];
  readonly withClause?: With;
  readonly op?: string;
  readonly larg?: Select;
  readonly rarg?: Select;
}

export interface With {
  readonly ctes?: readonly { readonly CommonTableExpr: { readonly ctename: string; readonly ctequery: Statement; readonly aliascolnames?: readonly Name[] } }[];
}

export interface Insert {
  readonly relation: Relation;
  readonly cols?: readonly Target[];
  readonly selectStmt?: { readonly SelectStmt?: Select };
  readonly onConflictClause?: { readonly action?: string; readonly infer?: { readonly indexElems?: readonly { readonly IndexElem?: { readonly name?: string } }[] }; readonly targetList?: readonly Target[]; readonly whereClause?: Expression };
  readonly returningList?: readonly Target[];
  readonly returningClause?: { readonly exprs?: readonly Target[] };
  readonly withClause?: With;
}

export interface Update {
  readonly relation: Relation;
  readonly targetList?: readonly Target[];
  readonly whereClause?: Expression;
  readonly fromClause?: readonly From[];
  readonly returningList?: readonly Target[];
  readonly returningClause?: { readonly exprs?: readonly Target[] };
  readonly withClause?: With;
}

export interface Delete {
  readonly relation: Relation;
  readonly usingClause?: readonly From[];
  readonly whereClause?: Expression;
  readonly returningList?: readonly Target[];
  readonly returningClause?: { readonly exprs?: readonly Target[] };
  readonly withClause?: With;
}

export interface Relation {
  readonly relname?: string;
  readonly schemaname?: string;
  readonly alias?: Alias;
}

export interface Alias {
  readonly aliasname?: string;
  readonly colnames?: readonly Name[];
}

export interface Name {
  readonly String?: { readonly sval?: string };
}

export interface Target {
  readonly ResTarget: { readonly name?: string; readonly val?: Expression };
}

export interface From {
  readonly RangeVar?: Relation;
  readonly JoinExpr?: { readonly jointype?: string; readonly larg: From; readonly rarg: From; readonly quals?: Expression; readonly usingClause?: readonly Name[]; readonly isNatural?: boolean };
  readonly RangeSubselect?: { readonly subquery: Statement; readonly alias?: Alias };
}

export interface Expression {
  readonly ColumnRef?: { readonly fields?: readonly (Name & { readonly A_Star?: unknown })[] };
  readonly ParamRef?: { readonly number?: number };
  readonly A_Const?: { readonly ival?: { readonly ival?: number }; readonly sval?: { readonly sval?: string }; readonly fval?: { readonly fval?: string }; readonly boolval?: { readonly boolval?: boolean }; readonly isnull?: boolean };
  readonly TypeCast?: { readonly arg: Expression };
  readonly BoolExpr?: { readonly boolop?: string; readonly args?: readonly Expression[] };
  readonly A_Expr?: { readonly kind?: string; readonly name?: readonly Name[]; readonly lexpr?: Expression; readonly rexpr?: Expression };
  readonly NullTest?: { readonly arg: Expression; readonly nulltesttype?: string };
  readonly BooleanTest?: { readonly arg: Expression; readonly booltesttype?: string };
  readonly SubLink?: { readonly subLinkType?: string; readonly testexpr?: Expression; readonly operName?: readonly Name[]; readonly subselect: Statement };
  readonly List?: { readonly items?: readonly Expression[] };
  readonly RowExpr?: { readonly args?: readonly Expression[] };
  readonly A_ArrayExpr?: { readonly elements?: readonly Expression[] };
  readonly FuncCall?: { readonly funcname?: readonly Name[]; readonly args?: readonly Expression[]; readonly over?: unknown };
  readonly CoalesceExpr?: { readonly args?: readonly Expression[] };
}

/** A statement inside another, and whether it stands in a condition, where its rows only say which of others' count. */
export interface Inner {
  readonly statement: Statement;
  readonly narrows: boolean;
}

/** The statements that stand inside a piece of the tree, outermost first; those inside these are left to them. */
export function statementsWithin(node: unknown, narrows = false): readonly Inner[] {
  if (Array.isArray(node)) return node.flatMap((one) => statementsWithin(one, narrows));
  if (typeof node !== "object" || node === null) return [];
  if ("SelectStmt" in node || "InsertStmt" in node || "UpdateStmt" in node || "DeleteStmt" in node) return [{ statement: node as Statement, narrows }];
  return Object.entries(node).flatMap(([key, part]) => statementsWithin(part, narrows || holdsTest(key, part, node)));
}

/** True for `exists (…)` and `x in (…)`, for `count(*) filter (where …)`, and for what stands behind `case when`. */
function holdsTest(key: string, part: unknown, around: object): boolean {
  if (key === "SubLink") return !/^(EXPR|ARRAY)_SUBLINK$/.test((part as NonNullable<Expression["SubLink"]>).subLinkType ?? "");
  return key === "agg_filter" || (key === "expr" && "result" in around);
}

/** The first part of a kind that stands in an expression. */
export function firstWithin(kind: "ColumnRef" | "ParamRef" | "CoalesceExpr", node: unknown): Expression | undefined {
  if (Array.isArray(node)) {
    for (const one of node) {
      const found = firstWithin(kind, one);
      if (found) return found;
    }
    return undefined;
  }
  if (typeof node !== "object" || node === null || "SelectStmt" in node) return undefined;
  return kind in node ? node : firstWithin(kind, Object.values(node));
}

/** What a statement gives of the rows that it writes. */
export function returnedBy({ returningList, returningClause }: Pick<Insert, "returningList" | "returningClause">): readonly Target[] {
  return returningList ?? returningClause?.exprs ?? [];
}

export function textOfName(name: Name | undefined): string {
  return name?.String?.sval ?? "";
}

import { everyTable } from "../source/ddl-names.ts";
import { argumentsIn, constantOf, holds, type Constant, type Constants } from "./constants.ts";
import type { Routine } from "./functions.ts";
import { stepsOf, type Step } from "./steps.ts";
import { isOne, placeOf, tokensOf, type Token } from "./tokens.ts";

/** The functions of the database by name, as far as migrations have made them. */
export type Routines = ReadonlyMap<string, Routine>;

/**
 * What a block of PL/pgSQL runs that it puts together itself, and what the functions run that it calls: `EXECUTE
 * format('ALTER TABLE %I …', t)` for each `t` of an array that is written out, and for tables that a query finds, the
 * columns that it renames. https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN
 */
export function executedIn(block: string, routines: Routines = new Map()): readonly string[] {
  const run = new BlockRun(block, routines, 0);
  run.all(stepsOf(tokensOf(block)), new Map());
  return run.executed;
}

const calls = /^\s*(?:select|call)\b/i;

/** What the functions run that a statement calls, such as `SELECT secure('plots'), secure('estates')`. */
export function executedByCalls(statement: string, routines: Routines, depth = 0): readonly string[] {
  if (routines.size === 0 || !calls.test(statement)) return [];
  const run = new BlockRun(statement, routines, depth);
  run.all(stepsOf(tokensOf(statement)), new Map());
  return run.executed;
}

/** Functions that call functions are followed this far. */
const DEEPEST = 5;

/** Why what follows a step is not run: the loop goes on with the next item, or everything is done. */
type Left = "round" | "all" | undefined;

class BlockRun {
  readonly executed: string[] = [];
  readonly #text: string;
  readonly #routines: Routines;
  readonly #depth: number;

  constructor(text: string, routines: Routines, depth: number) {
    this.#text = text;
    this.#routines = routines;
    this.#depth = depth;
  }

  all(steps: readonly Step[], known: Map<string, Constant>): Left {
    for (const step of steps) {
      const left = this.#one(step, known);
      if (left) return left;
    }
    return undefined;
  }

  #one(step: Step, known: Map<string, Constant>): Left {
    switch (step.kind) {
      case "statement":
        this.#statement(step.tokens, known);
        return undefined;
      case "assignment":
        assign(step.name, constantOf(step.value, known), known);
        this.#called(step.value, known);
        return undefined;
      case "choice":
        return this.#choice(step, known);
      case "loop":
        return this.#loop(step, known);
      case "leave":
        return step.when.length > 0 && holds(step.when, known) !== true ? undefined : step.whole ? "all" : "round";
    }
  }

  /** Where it cannot be told which arm is run, each may be, and what it assigns is not known behind it. */
  #choice({ arms }: Step & { readonly kind: "choice" }, known: Map<string, Constant>): Left {
    const changed = new Set<string>();
    let isSure = true;
    for (const { when, body } of arms) {
      const runs = when === undefined || holds(when, known);
      if (runs === false) continue;
      if (runs === true && isSure) return this.all(body, known);
      isSure = false;
      const inArm = new Map(known);
      this.all(body, inArm);
      for (const name of new Set([...known.keys(), ...inArm.keys()])) if (known.get(name) !== inArm.get(name)) changed.add(name);
      if (runs === true) break;
    }
    for (const name of changed) known.delete(name);
    return undefined;
  }

  #loop({ variable, over, body }: Step & { readonly kind: "loop" }, known: Map<string, Constant>): Left {
    if (variable === undefined) return this.all(body, known) === "all" ? "all" : undefined;
    const items = itemsOf(over, known);
    if (items === undefined) { this.#eachFound(variable, body, known); return undefined; }
    for (const item of items) if (this.all(body, known.set(variable, item).set(`${variable}.*`, item)) === "all") return "all";
    return undefined;
  }

  /** Which tables a query finds is not known, but that they have the column which is renamed. */
  #eachFound(variable: string, body: readonly Step[], known: Map<string, Constant>): void {
    const before = this.executed.length;
    this.all(body, known.set(variable, everyTable).set(`${variable}.*`, everyTable));
    this.executed.push(...this.executed.splice(before).filter((statement) => !statement.includes(everyTable) || /\brename\s+column\b/i.test(statement)));
  }

  #statement(tokens: readonly Token[], known: Map<string, Constant>): void {
    const [first] = tokens;
    for (const name of namesFilled(tokens)) known.delete(name);
    if (isOne(first, "execute")) this.#execute(tokens.slice(1, placeOf(tokens, 0, "into", "using")), known);
    else if (isOne(first, "perform", "select", "call")) this.#calledForEach(tokens, known);
    // What blocks run as it is written is read with the file that they stand in.
    else if (this.#depth > 0 && first && isOne(first, "create", "alter", "drop")) this.executed.push(this.#text.slice(first.start, tokens.at(-1)?.end));
  }

  /** `SELECT secure(t) FROM unnest(ARRAY['a', 'b']) AS t` calls for each of them. */
  #calledForEach(tokens: readonly Token[], known: Constants): void {
    const { names, items } = rowsOf(tokens.slice(placeOf(tokens, 0, "from") + 1), known);
    for (const item of items) this.#called(tokens, new Map([...known, ...names.map((name) => [name, item] as const)]));
    if (items.length === 0) this.#called(tokens, known);
  }

  #execute(expression: readonly Token[], known: Constants): void {
    const statement = constantOf(expression, known);
    if (typeof statement !== "string") return;
    if (!calls.test(statement)) this.executed.push(statement.replace(/\s+/g, " ").replace(/;\s*$/, ""));
    else if (this.#depth < DEEPEST) this.executed.push(...executedByCalls(statement, this.#routines, this.#depth + 1));
  }

  /** Runs the functions that stand in a statement with what they are given. */
  #called(tokens: readonly Token[], known: Constants): void {
    if (this.#depth >= DEEPEST) return;
    for (const [at, token] of tokens.entries()) {
      const routine = token.kind === "name" && isOne(tokens[at + 1], "(") ? this.#routines.get(lastOf(token.said)) : undefined;
      if (!routine) continue;
      const given = givenTo(routine, argumentsIn(tokens.slice(at + 2, placeOf(tokens, at + 2, ")"))), known);
      if (!given) continue;
      const run = new BlockRun(routine.body, this.#routines, this.#depth + 1);
      run.all(stepsOf(tokensOf(routine.body)), given);
      this.executed.push(...run.executed);
    }
  }
}

/** The variables that a statement puts what it finds into. */
function namesFilled(tokens: readonly Token[]): readonly string[] {
  const said = isOne(tokens[0], "select", "execute", "fetch") ? 0 : placeOf(tokens, 0, "returning");
  const into = tokens.slice(placeOf(tokens, said, "into") + 1);
  return into.slice(0, placeOf(into, 0, "from", "where", "using")).filter(({ kind }) => kind === "name").map(({ said }) => said.toLowerCase());
}

function assign(name: string, value: Constant | undefined, known: Map<string, Constant>): void {
  if (value === undefined) known.delete(name);
  else known.set(name, value);
}

/** The items of a list that is written out; undefined for what a query finds. */
function itemsOf(over: readonly Token[], known: Constants): readonly string[] | undefined {
  const [first, second] = over;
  if (isOne(first, "(") && placeOf(over, 1, ")") === over.length - 1) return itemsOf(over.slice(1, -1), known);
  if (isOne(first, "values")) return rowsIn(over.slice(1), known);
  if (isOne(first, "select")) return isOne(second, "unnest") ? listIn(over.slice(3, placeOf(over, 3, ")")), known) : undefined;
  return listIn(isOne(first, "array") && !isOne(second, "[") ? over.slice(1) : over, known);
}

/** `('a'), ('b')`. */
function rowsIn(tokens: readonly Token[], known: Constants): readonly string[] {
  const rows = argumentsIn(tokens).map((row) => constantOf(row, known));
  return rows.every((row) => typeof row === "string") ? rows : [];
}

/** `ARRAY['a', 'b']`, `'{a,b}'`, or a variable that holds one of these. */
function listIn(tokens: readonly Token[], known: Constants): readonly string[] {
  const value = constantOf(tokens, known);
  if (typeof value !== "string") return value ?? [];
  return /^\{.*\}$/s.test(value) ? value.slice(1, -1).split(",").map((one) => one.trim().replaceAll('"', "")) : [];
}

/** What a query goes over where that is a list of texts, and the names that an item has in it. */
function rowsOf(from: readonly Token[], known: Constants): { readonly names: readonly string[]; readonly items: readonly string[] } {
  const [first, second] = from;
  const opened = isOne(first, "unnest") ? 2 : isOne(first, "(") && isOne(second, "values") ? 1 : undefined;
  if (opened === undefined) return { names: [], items: [] };
  const end = placeOf(from, opened, ")");
  const inside = from.slice(opened, end);
  const names = from.slice(end + 1).filter(({ kind }) => kind === "name").map(({ said }) => lastOf(said));
  return { names: names.flatMap((name) => [name, `${name}.*`]), items: opened === 2 ? listIn(inside, known) : rowsIn(inside.slice(1), known) };
}

function lastOf(path: string): string {
  return (path.split(".").at(-1) ?? "").trim().replaceAll('"', "").toLowerCase();
}

/** What a function's parameters hold in a call; undefined where the call is not one of this function. */
function givenTo({ name, takes }: Routine, args: readonly (readonly Token[])[], known: Constants): Map<string, Constant> | undefined {
  const named = args.filter(isNamed);
  const inTurn = args.filter((one) => !isNamed(one));
  if (inTurn.length > takes.length && !takes.at(-1)?.many) return undefined;
  const given = new Map<string, Constant>();
  for (const [index, parameter] of takes.entries()) {
    const own = named.find(([first]) => lastOf(first?.said ?? "") === parameter.name)?.slice(2) ?? inTurn[index];
    if (!own && !parameter.fallback && !parameter.many) return undefined;
    const value = parameter.many && !isOne(own?.[0], "variadic") ? allOf(inTurn.slice(index), known) : constantOf(own ? withoutVariadic(own) : (parameter.fallback ?? []), own ? known : new Map());
    if (value !== undefined) for (const one of [parameter.name, `${name.toLowerCase()}.${parameter.name}`, `$${String(index + 1)}`]) given.set(one, value);
  }
  return given;
}

function isNamed([, sign]: readonly Token[]): boolean {
  return isOne(sign, "=>", ":=");
}

function withoutVariadic(tokens: readonly Token[]): readonly Token[] {
  return isOne(tokens[0], "variadic") ? tokens.slice(1) : tokens;
}

function allOf(args: readonly (readonly Token[])[], known: Constants): Constant | undefined {
  const values = args.map((one) => constantOf(one, known));
  return values.every((one) => typeof one === "string") ? values : undefined;
}

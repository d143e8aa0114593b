// Each part can match in one way only: an expression that fails must not try the others, of which there can be millions.
const comment = String.raw`\/\/[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/`;
const comments = new RegExp(comment, "g");
const gap = String.raw`(?:\s|${comment})*`;
const string = String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`;
/** Bounded, since what only looks like one may begin at every slash of a long line. */
const regularExpression = String.raw`\/(?![*\/])(?:\\.|\[(?:\\.|[^\]\\\n]){0,300}\]|[^\/\\\n[]){1,300}\/`;

/** The places where an import may begin, and all in which none can: comments, strings, templates and regular expressions. */
const place = new RegExp(
  String.raw`${comment}|${string}|(?<=(?:[(,=:[!&|?{;+*%~^]|=>|\b(?:return|typeof|case))\s*)${regularExpression}|[${"`"}{}]|(?<![\w$#]|(?<!\.\.)\.)(?:import|export|require)(?![\w$])`,
  "g",
);

const literal = String.raw`(${string}|${"`[^`$\\\\]*`"})`;
/** What stands between `import` or `export` and `from`. */
const clause = String.raw`((?:${comment}|${string}|[^;()=<>"'${"`"}\/])*?)`;

const sideEffect = new RegExp(String.raw`import${gap}(${string})`, "y");
const withNames = new RegExp(String.raw`(?:im|ex)port(?![\w$])${clause}(?<![\w$])from${gap}(${string})`, "y");
const called = new RegExp(String.raw`(?:import|require)${gap}\(${gap}${literal}${gap}(?:,|\)(?!${gap}\.${gap}[A-Z]))`, "y");

/**
 * The module specifiers that a file imports or exports from, by a scan without a parse; each once, in order. Calls of
 * `import` and `require` count with a literal; imports and exports of types do not.
 */
export function importedSources(text: string): readonly string[] {
  const found = new Set<string>();
  /** For each open brace, whether it belongs to a template. */
  const braces: boolean[] = [];
  // Most files import at their head and go on for long without another word of it.
  const last = Math.max(text.lastIndexOf("import"), text.lastIndexOf("require"), text.lastIndexOf("from"));
  place.lastIndex = 0;
  for (let match = place.exec(text); match && match.index <= last; match = place.exec(text)) {
    const [token] = match;
    if (token === "`" || token === "}") {
      if (token === "}" && braces.pop() !== true) continue;
      place.lastIndex = afterTemplatePart(text, match.index + 1, braces);
    } else if (token === "{") braces.push(false);
    else if (token === "import" || token === "export" || token === "require") {
      const source = sourceAt(text, match.index, token);
      if (source === undefined) continue;
      if (source.specifier !== undefined) found.add(source.specifier);
      place.lastIndex = source.end;
    }
  }
  return [...found];
}

interface FoundSource {
  /** Undefined where only types are imported. */
  readonly specifier: string | undefined;
  readonly end: number;
}

function sourceAt(text: string, start: number, keyword: string): FoundSource | undefined {
  if (keyword !== "export") {
    const call = matchAt(called, text, start);
    if (call) return { specifier: isTypeQuery(text, start) ? undefined : unquoted(call[1]), end: called.lastIndex };
  }
  if (keyword === "require") return undefined;
  const bare = keyword === "import" ? matchAt(sideEffect, text, start) : null;
  if (bare) return { specifier: unquoted(bare[1]), end: sideEffect.lastIndex };
  const named = matchAt(withNames, text, start);
  if (!named) return undefined;
  return { specifier: namesTypesOnly(withoutComments(named[1]).trim()) ? undefined : unquoted(named[2]), end: withNames.lastIndex };
}

/** Where a part of a template ends: behind the backtick, or behind `${`, whose brace is then open. A template without an end is none. */
function afterTemplatePart(text: string, start: number, braces: boolean[]): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "`") return at + 1;
    else if (char === "$" && text[at + 1] === "{") {
      braces.push(true);
      return at + 2;
    }
  }
  return start;
}

/** True for `type X`, `type { X }`, `type * as X` and `{ type X, type Y as Z }`. */
function namesTypesOnly(clauseText: string): boolean {
  if (!clauseText.startsWith("{")) return /^type(?:\s+[^,\s]|[{*])/.test(clauseText);
  const names = clauseText.slice(1, -1).split(",").map((name) => name.trim()).filter((name) => name !== "");
  // `type X` and `type X as Y` are types; `type` and `type as X` are values that are called so.
  return names.length > 0 && names.every((name) => /^type\s/.test(name) && name.split(/\s+/).length % 2 === 0);
}

/** True for `typeof import("x")`, which asks for a type. */
function isTypeQuery(text: string, start: number): boolean {
  return /\btypeof\s+$/.test(text.slice(Math.max(0, start - 20), start));
}

function matchAt(expression: RegExp, text: string, start: number): RegExpExecArray | null {
  expression.lastIndex = start;
  return expression.exec(text);
}

function withoutComments(clauseText = ""): string {
  return clauseText.includes("/") ? clauseText.replace(comments, " ") : clauseText;
}

function unquoted(quoted = ""): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
}

import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { textOf } from "../../query/table-names.ts";

/** One relation of an expression such as `[estate as e.[company, plots(onlySold)], client]`. */
export interface GraphNode {
  readonly relation: string;
  readonly alias: string;
  readonly children: readonly GraphNode[];
}

/** The relations that an expression names, as text or as an object. https://vincit.github.io/objection.js/api/types/#type-relationexpression */
export function graphOf(value: Value | undefined, facts: FileFacts): readonly GraphNode[] {
  if (value?.kind === "object") return ofObject(value, facts);
  const text = textOf(value, facts);
  return text === undefined ? [] : new Expression(text).read();
}

function ofObject(value: Value, facts: FileFacts): readonly GraphNode[] {
  return [...entriesOf(value)].filter(([key]) => !key.startsWith("$")).map(([alias, property]) => {
    const inner = property.value.kind === "object" ? entriesOf(property.value) : undefined;
    const relation = textOf(inner?.get("$relation")?.value, facts) ?? alias;
    return { relation, alias, children: inner ? ofObject(property.value, facts) : [] };
  });
}

class Expression {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/[\w$^*]+|[[\].,()]/g) ?? [];
  }

  read(): readonly GraphNode[] {
    if (!this.#takes("[")) {
      const node = this.#node();
      return node ? [node] : [];
    }
    const nodes: GraphNode[] = [];
    while (this.#at < this.#tokens.length && !this.#takes("]")) {
      const node = this.#node();
      if (node) nodes.push(node);
      else this.#at += 1;
      this.#takes(",");
    }
    return nodes;
  }

  #node(): GraphNode | undefined {
    const relation = this.#name();
    if (relation === undefined) return undefined;
    this.#skipModifiers();
    const alias = this.#takes("as") ? (this.#name() ?? relation) : relation;
    this.#skipModifiers();
    return { relation, alias, children: this.#takes(".") ? this.read() : [] };
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !/^[\w$]/.test(token)) return undefined;
    this.#at += 1;
    return token;
  }

  /** `(onlySold, byNumber)`. */
  #skipModifiers(): void {
    if (!this.#takes("(")) return;
    while (this.#at < this.#tokens.length && !this.#takes(")")) this.#at += 1;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }
}

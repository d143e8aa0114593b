import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";

// The part of ESLint's API that is used here. ESLint is an optional peer, so its own types must not reach our declarations.

export interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly options: readonly unknown[];
  readonly settings: object;
  /** A SourceCode where the language is JavaScript. */
  readonly sourceCode: object;
  report(descriptor: ReportDescriptor): void;
}

export interface SourceCode {
  /** Without a byte order mark. */
  readonly text: string;
  readonly ast: TSESTree.Program;
  readonly scopeManager: ScopeManager;
}

export interface ReportDescriptor {
  readonly node: Node;
  readonly messageId: string;
  readonly data: Record<string, string>;
  readonly suggest: { messageId: string; data: Record<string, string>; fix(fixer: Fixer): Fix[] }[];
}

export interface Fixer {
  replaceTextRange(range: [number, number], text: string): Fix;
}

export interface Fix {
  range: [number, number];
  text: string;
}

/** A rule as ESLint and oxlint load it. */
export interface EslintRule {
  readonly meta: {
    readonly type: "problem";
    readonly docs: { readonly description: string; readonly recommended: boolean; readonly url: string };
    readonly messages: Record<string, string>;
    readonly hasSuggestions: boolean;
    readonly schema: object[];
    readonly defaultOptions: object[];
  };
  create(context: RuleContext): { Program?(): void };
}

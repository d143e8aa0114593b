/** Words that every place has where a request enters: a parameter of a handler, a procedure, a directive, a form. */
const words = /\b(?:req|request|ctx|context|event|FormData|searchParams|params|loader|action)\b|[pP]rocedure|["']use server["']|@(?:Controller|Resolver)\b/;

/** What runs in browsers alone. */
const browsersOwn = /^\s*["']use client["']/;

/** False for text in which no request can enter. */
export function mayBeEntered(text: string): boolean {
  return words.test(text) && !browsersOwn.test(text);
}

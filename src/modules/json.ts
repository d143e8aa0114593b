const stringOrComment = /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g;
const stringOrLastComma = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/** The value of a JSON text in which comments and trailing commas may stand, as in a tsconfig; undefined where it is broken. */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  return parse(plain) ?? parse(plain.replace(stringOrComment, keepString).replace(stringOrLastComma, keepString));
}

function keepString(_: string, literal: string | undefined): string {
  return literal ?? " ";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

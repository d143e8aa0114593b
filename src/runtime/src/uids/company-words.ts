// Letters that Unicode does not take apart into an ASCII letter and a mark; ß and ı become ASCII by upper-casing.
const LETTERS: Readonly<Record<string, string>> = { Ø: "O", Ł: "L", Đ: "D", Ð: "D", Æ: "AE", Œ: "OE", Þ: "TH", Ħ: "H", Ŋ: "N" };

const LEGAL_FORMS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  "LTD LIMITED INC INCORPORATED LLC LLP LP PLC CORP CORPORATION CO COMPANY GMBH AG KG UG SA SAS SARL SRL SPA BV NV AB AS OY PTY PTE".split(" "),
);
const LINK_WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(["AND", "OF", "THE"]);

/** A company's name as upper-case ASCII words, without link words, its legal form apart. */
export interface CompanyWords {
  readonly words: readonly string[];
  /** The first word of the legal form at the end (`LTD`); undefined when there is none. */
  readonly legalForm: string | undefined;
}

/** Splits a name; letters only, so that a digit in a prefix always tells two companies apart. */
export function companyWords(name: string): CompanyWords {
  const all = foldToAscii(name)
    .replace(/['’.]/g, "")
    .split(/[^A-Z]+/)
    .filter((word) => word !== "");
  let end = all.length;
  while (end > 1 && LEGAL_FORMS.has(all[end - 1] ?? "")) end -= 1;
  const body = all.slice(0, end);
  const content = body.filter((word) => !LINK_WORDS.has(word));
  return { words: content.length > 0 ? content : body, legalForm: all[end] };
}

// toUpperCase and not toLocaleUpperCase: in a Turkish locale the latter turns i into İ.
function foldToAscii(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .replace(/[^\0-\x7f]/g, (letter) => LETTERS[letter] ?? " ");
}

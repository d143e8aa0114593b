import { companyWords } from "./company-words.ts";

const LONGEST = 4;
const USUAL = 3;

/**
 * The prefixes a company's name suggests, best first: initials (`Lekki Palm Lands` and `Landmark Properties Ltd` give `LPL`), then
 * more letters of the first word. A single word gives its first letters, then its consonants. Empty when the name holds fewer
 * than two ASCII letters; such companies are numbered. A pure function.
 *
 * @example
 * prefixCandidates("Landmark Properties Ltd"); // ["LPL", "LP", "LAP", "LAND"]
 */
export function prefixCandidates(name: string): string[] {
  const { words, legalForm } = companyWords(name);
  const [first] = words;
  if (first === undefined) return [];
  const found = words.length === 1 ? fromOneWord(first) : fromInitials(first, words, legalForm);
  return [...new Set(found)].filter((candidate) => candidate.length >= 2);
}

function fromOneWord(word: string): string[] {
  const consonants = word.slice(0, 1) + word.slice(1).replace(/[AEIOU]/g, "");
  return [word.slice(0, USUAL), consonants.slice(0, USUAL), word.slice(0, LONGEST)];
}

function fromInitials(first: string, words: readonly string[], legalForm: string | undefined): string[] {
  const initials = words.map((word) => word.charAt(0)).join("");
  // Two letters collide soon; the legal form gives the third.
  const usual = initials.length < USUAL && legalForm !== undefined ? initials + legalForm.charAt(0) : initials;
  const wide = first.slice(0, 2) + initials.slice(1);
  return [usual, initials, wide, first].map((candidate) => candidate.slice(0, LONGEST));
}

import { stripVTControlCharacters } from "node:util";

/** Text from a checked repository without anything that could steer a terminal; tabs stay. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\t)\p{Cc}/gu, "");
}

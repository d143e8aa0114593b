import { wordsOf } from "../frameworks/parts/words.ts";
import { nameOfValue, reference } from "./make-value.ts";
import type { Tie } from "./interpret/facts.ts";
import type { Reference, Root, Value } from "./value.ts";

/** Columns that are true of rows that everybody may see, or of those that not everybody may. */
const OPEN = /^(?:public|published)$/;
const CLOSED = /^private$/;

/** Columns that say who may see a row, and what they say. */
const AUDIENCE = /^(?:visibility|privacy|audience)$/;
const EVERYBODY = /^(?:public|published|everyone|everybody|anyone)$/i;
const SOMEBODY = /^(?:private|restricted|internal|hidden|members|team|workspace|organization|company)$/i;

/** Whoever may see what is public. */
const everybody: Root = { kind: "global", id: "everybody", name: "everybody" };

/**
 * The answer of a test that shows that everybody may see the row it asks: true for `page.isPublic` and `page.visibility === "public"`,
 * false for `page.visibility === "private"`. `other` is what the column is compared with.
 */
export function answerOfPublic({ root, path }: Reference, other?: Value): boolean | undefined {
  const column = root.kind === "row" ? path.at(-1) : undefined;
  if (column === undefined) return undefined;
  if (other) return isOf(column, AUDIENCE) ? meaningOf(other) : undefined;
  return isOf(column, OPEN) ? true : isOf(column, CLOSED) ? false : undefined;
}

/** True for a condition that only what everybody may see meets: `isPublic: true`, `visibility: "PUBLIC"`. */
export function asksForPublic(column: string, value: Value): boolean {
  if (value.kind === "constant" && typeof value.value === "boolean") return isOf(column, value.value ? OPEN : CLOSED);
  return isOf(column, AUDIENCE) && meaningOf(value) === true;
}

/** Flags of rows that the platform keeps for every company, and of those that may be any company's own where they stand alone. */
const PLATFORMS = "system|global|built ?in|predefined";
const platforms = new RegExp(`^(?:is )?(?:${PLATFORMS})$`);
const shared = new RegExp(`^(?:is )?(?:(?:${PLATFORMS}|shared|default|public|template)(?: |$))+$`);

/** True for a condition that only rows of the platform's meet: `isSystem: true`. */
export function asksForPlatforms(column: string, value: Value): boolean {
  return isTrue(value) && platforms.test(wordsOf(column).join(" "));
}

/** True for a condition that, beside one on the tenant, only rows that are everybody's are meant by: `company_id = $1 or is_template`. */
export function asksForShared(column: string, value: Value): boolean {
  return isTrue(value) && shared.test(wordsOf(column).join(" "));
}

/** As databases without a type of their own for it write it, too. */
function isTrue(value: Value): boolean {
  return value.kind === "constant" && (value.value === true || value.value === 1);
}

/** What the value of a column that names an audience says: true for everybody, false for some. */
function meaningOf(value: Value): boolean | undefined {
  const name = value.kind === "constant" ? String(value.value) : (nameOfValue(value) ?? "");
  return EVERYBODY.test(name) ? true : SOMEBODY.test(name) ? false : undefined;
}

function isOf(column: string, names: RegExp): boolean {
  return wordsOf(column).some((word) => names.test(word));
}

/** That everybody may see a row. */
export function published({ root, node }: Reference): Tie {
  return { kind: "tie", a: reference(root, [], node), b: reference(everybody, [], node), node, oneWay: true };
}

export function isEverybody({ id }: Root): boolean {
  return id === everybody.id;
}

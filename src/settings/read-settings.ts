import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Settings } from "./settings.ts";
import { SettingsError, type SettingsProblem } from "./settings-error.ts";
import { knownKeys, settingsFileSchema, settingsSchema } from "./settings-schema.ts";

/** Name of the settings file at the root of a project. */
export const settingsFile = "ringfence.json";

/** How error messages call the settings that a host such as ESLint hands over. */
const overridesName = "settings.ringfence";

/**
 * The settings of a project: `ringfence.json`, when there is one, under what the host overrides, over the defaults.
 * Throws a SettingsError when either cannot be read.
 */
export function readSettings(root: string, overrides?: unknown): Settings {
  const file = join(root, settingsFile);
  const text = readIfThere(file);
  const fromFile = text === undefined ? {} : validated(settingsFileSchema, parseJson(text, file), file);
  const fromHost = overrides === undefined ? {} : validated(settingsSchema, overrides, overridesName);
  const merged = merge(fromFile, fromHost);
  delete merged["$schema"];
  return v.parse(settingsSchema, merged);
}

/** What was validated, as it came: the defaults are filled in only after merging. */
function validated(schema: v.GenericSchema, value: unknown, source: string): Record<string, unknown> {
  const misplaced = listForObject(value);
  if (misplaced) throw new SettingsError(source, [misplaced]);
  const result = v.safeParse(schema, value);
  if (!result.success) throw new SettingsError(source, result.issues.map(problemOf));
  return isRecord(value) ? value : {};
}

/** Key by key; a list or a plain value of the second one replaces that of the first. */
function merge(under: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    if (value !== undefined) merged[key] = isRecord(value) && isRecord(below) ? merge(below, value) : value;
  }
  return merged;
}

/** Valibot takes a list for an object without required keys. */
function listForObject(value: unknown): SettingsProblem | undefined {
  const parts = ["tenant", "models", "caches", "bypass"].map((name) => [name, isRecord(value) ? value[name] : undefined] as const);
  const models = isRecord(value) && isRecord(value["models"]) ? value["models"] : {};
  const maps = ["owned", "through"].map((name) => [`models.${name}`, models[name]] as const);
  const found = [["", value] as const, ...parts, ...maps].find(([, part]) => Array.isArray(part));
  return found && { path: found[0], expected: "an object", got: shown(found[1]) };
}

function problemOf(issue: v.BaseIssue<unknown>): SettingsProblem {
  const path = pathText(issue.path ?? []);
  if (issue.type === "strict_object" && issue.expected === "never") {
    const parent = pathText(issue.path?.slice(0, -1) ?? []);
    return { path: parent, expected: `one of the keys ${knownKeys(parent)?.join(", ") ?? ""}`, got: issue.received };
  }
  if (issue.type === "non_empty") return { path, expected: "a name", got: '""' };
  if (issue.type === "min_length") return { path, expected: "at least one name", got: "[]" };
  return { path, expected: kinds[issue.expected ?? ""] ?? issue.expected ?? "another value", got: shown(issue.input) };
}

const kinds: Readonly<Record<string, string>> = { Array: "a list", Object: "an object", string: "a string" };

/** `models.owned.Plot[1]` */
function pathText(path: readonly v.IssuePathItem[]): string {
  return path.map(({ key }, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`)).join("");
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new SettingsError(file, [{ path: "", expected: "JSON", got: jsonMistake(error instanceof Error ? error.message : "", text) }]);
  }
}

/** Node names the mistake and its offset, or shows the ten characters before it; a person needs the line. */
function jsonMistake(message: string, text: string): string {
  const mistake = message.replace(/ in JSON at position[^]*$/, "").replace(/, (?:\.{3})?"[^]*" ?(?:\.{3})? ?is not valid JSON$/, "");
  const shownBefore = /, \.{3}"([^]*?)"(?:\.{3})? is not valid JSON$/.exec(message)?.[1];
  const once = shownBefore !== undefined && text.indexOf(shownBefore) === text.lastIndexOf(shownBefore);
  const offset = once ? text.indexOf(shownBefore) + 10 : Number(/position (\d+)/.exec(message)?.[1] ?? NaN);
  if (Number.isNaN(offset)) return mistake;
  const before = text.slice(0, offset).split("\n");
  return `${mistake} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw new SettingsError(file, [{ path: "", expected: "a readable file", got: error instanceof Error ? error.message : String(error) }]);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

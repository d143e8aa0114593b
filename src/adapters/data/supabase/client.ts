import type { Recognition } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { nameOfValue } from "../../../analysis/make-value.ts";
import { optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Reference, Value } from "../../../analysis/value.ts";
import { callOf, calledName } from "../../calls.ts";
import { fieldInitializer } from "../../class-fields.ts";

/** What `from` is called on. */
export interface Client {
  readonly recognizedBy: Recognition;
  /** True for one whose key row-level security does not hold back. https://supabase.com/docs/guides/api/api-keys */
  readonly bypasses: boolean;
}

const PACKAGE = /@supabase\/(?:supabase-js|ssr|auth-helpers[\w-]*|server|postgrest-js)\b/;
const MAKERS = /^(?:create\w*Client|SupabaseClient|PostgrestClient)$/;
const NAME = /supabase|^sb$/i;

/** What clients may be called too, in a file that imports the library. */
const WEAK_NAME = /^(?:client|db|admin)$|client$/i;

/** Keys that bypass row-level security, by the names of what holds them and by how they begin. */
const KEY = /service_?role|service_?key|secret|^sb_secret_/i;

/** What clients with such a key are called, and the functions and modules that make them. */
const BYPASSING = /admin|service_?(?:role|client|supabase|db)|(?:create|get)_?service$|secret|privileged|bypass|super_?user/i;

/** The client that a value is, by what made it, its type, or its name. */
export function clientOf(value: Value | undefined, facts: FileFacts): Client | undefined {
  const found = value ? optionsOf(value).flatMap((option) => (option.kind === "reference" ? (one(option, facts, 0) ?? []) : [])) : [];
  const [first] = found;
  return first && { ...first, bypasses: found.some(({ bypasses }) => bypasses) };
}

function one(value: Reference, facts: FileFacts, depth: number): Client | undefined {
  if (value.path.at(-1) === "storage" || value.root.kind === "row") return undefined;
  return made(value) ?? kept(value, facts) ?? followed(value, facts, depth) ?? declared(value, facts) ?? named(value, facts);
}

/** `createClient(url, key)` of the library itself. */
function made(value: Reference): Client | undefined {
  const call = callOf(value);
  return call && isMaker(call) ? { recognizedBy: "import", bypasses: keysGiven(call.args).some(namesKey) } : undefined;
}

/** The key stands second, or among the options that helpers of frameworks take. */
function keysGiven(args: readonly Value[]): readonly Value[] {
  return args.flatMap((argument, index) => (argument.kind === "object" ? (propertyOf(argument, "supabaseKey")?.value ?? []) : index === 1 ? [argument] : []));
}

function isMaker(call: CallRoot): boolean {
  const { callee } = call;
  return callee.kind === "reference" && callee.root.kind === "import" && PACKAGE.test(callee.root.source) && MAKERS.test(calledName(call) ?? "");
}

/** True where the names in a value say that it is a key which bypasses row-level security. */
function namesKey(value: Value): boolean {
  switch (value.kind) {
    case "constant":
      return KEY.test(String(value.value));
    case "choice":
      return value.options.some(namesKey);
    case "reference":
      return value.path.some((step) => KEY.test(step)) || KEY.test(nameOfValue(value) ?? "") || (value.root.kind === "call" && [...value.root.args, value.root.callee].some(namesKey));
    default:
      return false;
  }
}

/** `private client = createClient(url, key)`, or the same in a constructor. */
function kept({ root, path }: Reference, facts: FileFacts): Client | undefined {
  const [field] = path;
  const node = root.kind === "this" && field !== undefined && path.length === 1 ? fieldInitializer(root.owner, field) : undefined;
  if (node?.type !== "CallExpression" && node?.type !== "NewExpression") return undefined;
  const name = node.callee.type === "Identifier" ? node.callee.name : "";
  const isOfLibrary = MAKERS.test(name) && [...facts.imports].some((source) => PACKAGE.test(source));
  const key = node.arguments[1];
  return isOfLibrary ? { recognizedBy: "import", bypasses: key !== undefined && KEY.test(facts.textOf(key)) } : undefined;
}

/** What an imported name stands for where it is declared; where the module's names say more, they count. */
function followed(value: Reference, facts: FileFacts, depth: number): Client | undefined {
  if (depth > 3 || value.root.kind !== "import" || PACKAGE.test(value.root.source)) return undefined;
  const there = facts.imported(value);
  const found = there ? optionsOf(there).flatMap((option) => (option.kind === "reference" ? (made(option) ?? []) : [])) : [];
  const [first] = found;
  return first && { recognizedBy: "import", bypasses: found.some(({ bypasses }) => bypasses) };
}

function declared(value: Reference, facts: FileFacts): Client | undefined {
  const type = facts.declaredType(value);
  return type !== undefined && /^\w*Supabase\w*Client\w*$|^SupabaseClient$/.test(type) ? { recognizedBy: "type", bypasses: isCalledBypassing(value) } : undefined;
}

function named(value: Reference, facts: FileFacts): Client | undefined {
  const names = [...namesOf(value), ...value.path];
  const isOurs = names.some((name) => NAME.test(name)) || (names.some((name) => WEAK_NAME.test(name)) && [...facts.imports].some((source) => /supabase/i.test(source)));
  return isOurs ? { recognizedBy: "shape", bypasses: isCalledBypassing(value) } : undefined;
}

function isCalledBypassing(value: Reference): boolean {
  return namesOf(value).some((name) => BYPASSING.test(name));
}

/** The names of a value, of the function that made it, and of the module that has either. */
function namesOf(value: Reference): readonly string[] {
  const { root } = value;
  const source = root.kind === "import" ? [root.source.replace(/^.*?([\w-]+(?:\/[\w-]+)?)(?:\.\w+)?$/, "$1")] : [];
  const maker = root.kind === "call" && root.callee.kind === "reference" ? [calledName(root) ?? "", ...namesOf(root.callee)] : [];
  return [nameOfValue(value) ?? "", ...source, ...maker];
}

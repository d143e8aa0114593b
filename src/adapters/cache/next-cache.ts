import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import { list, reference, unknown } from "../../analysis/make-value.ts";
import type { ListItem, ParameterRoot, Value } from "../../analysis/value.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { importedName, listed, toCacheUse, type CacheCall } from "../cache-client.ts";

const TAGGING = ["cacheTag", "unstable_cacheTag", "revalidateTag", "updateTag"];

export default defineCacheAdapter({
  name: "next-cache",
  packages: ["next/cache"],
  docs: "https://nextjs.org/docs/app/api-reference/functions/unstable_cache",
  hint: /next\/cache/,
  recognize,
});

function recognize(call: Call): CacheUse | undefined {
  const imported = importedName(call.callee);
  if (imported?.source !== "next/cache" || call.construct) return undefined;
  const parts = readCall(imported.name, call.args);
  return parts && toCacheUse("next-cache", { ...call, method: imported.name }, "import", parts);
}

function readCall(name: string, args: readonly Value[]): CacheCall | undefined {
  const [subject, keyParts] = args;
  if (subject === undefined) return undefined;
  if (name === "unstable_cache") {
    return { operation: "wrap", keys: [keyOfWrapped(subject, keyParts)], stored: subject };
  }
  if (!TAGGING.includes(name)) return undefined;
  // `cacheTag` takes any number of tags; the second argument of `revalidateTag` is a profile.
  return { operation: "tag", keys: name.endsWith("acheTag") ? args.flatMap(listed) : [subject] };
}

/** The key is made of `keyParts` and the arguments of each call; what the function closes over is not in it. */
function keyOfWrapped(wrapped: Value, keyParts: Value | undefined): Value {
  const passed = wrapped.kind === "function" ? parametersOf(wrapped.fn) : [UNREAD];
  const parts = [...listed(keyParts), ...passed];
  return list(parts.map((value): ListItem => ({ value, optional: false, many: false })), keyParts?.node ?? wrapped.node);
}

const UNREAD = unknown("the cached function is declared elsewhere");

/** What each call passes: a parameter, or what its pattern takes out of it. */
function parametersOf(fn: FunctionNode): readonly Value[] {
  return fn.params.flatMap((parameter, index) => {
    const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    const name = pattern.type === "Identifier" ? pattern.name : undefined;
    const root: ParameterRoot = { kind: "parameter", id: `key ${fn.range[0]} ${index}`, fn, index, name, shape: undefined };
    if (pattern.type !== "ObjectPattern") return [reference(root, [], parameter)];
    return pattern.properties.map((property) => {
      const key = property.type === "Property" && !property.computed ? property.key : undefined;
      return reference(root, key?.type === "Identifier" ? [key.name] : [], property);
    });
  });
}

import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import { given, type Preparation } from "../../../analysis/preparation.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { calledName, receiverOf } from "../../calls.ts";
import type { Clients, PreparationTools } from "../../data-adapter.ts";
import { scopedByRuntime } from "../../runtime-scopes.ts";
import { kindOf, withInner } from "./nodes.ts";
import { byCode } from "./plugin-code.ts";

/** Calls that make a client with plugins, or a plugin. */
export const makers = /^(?:Kysely|withPlugin|kyselyTenantScope)$/;

/** Plugins of Kysely's own: none adds a condition. https://kysely-org.github.io/kysely-apidoc/interfaces/KyselyPlugin.html */
const HARMLESS = /^(?:CamelCase|DeduplicateJoins|HandleEmptyInLists|ParseJSONResults|SafeNullComparison|WithSchema|Noop)Plugin$/;

/** What `new Kysely({ plugins })` and `db.withPlugin(plugin)` do to the queries of the client. */
export function preparations(made: CallRoot, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  switch (calledName(made)) {
    case "kyselyTenantScope":
      return scopedByRuntime(made, file, "references");
    case "withPlugin":
      return [...tools.of(receiverOf(made)), ...made.args.slice(0, 1).flatMap((plugin) => ofPlugin(plugin, file, tools))];
    default:
      return ofConfig(made, file, tools);
  }
}

function ofConfig({ construct, args: [config] }: CallRoot, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  const plugins = construct && config ? propertyOf(config, "plugins")?.value : undefined;
  return plugins ? itemsOf(plugins).flatMap(({ value }) => ofPlugin(value, file, tools)) : [];
}

/** A scope of our runtime, one of Kysely's own, or what its code does; what no code is seen of may add anything. */
function ofPlugin(plugin: Value, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  const known = tools.of(plugin);
  if (known.length > 0 || isHarmless(plugin)) return known;
  return byCode(plugin, file, tools) ?? [{ args: given, hold: { sure: false, text: "a plugin of the client may add a condition to it" } }];
}

function isHarmless(plugin: Value): boolean {
  return plugin.kind === "reference" && plugin.root.kind === "call" && HARMLESS.test(calledName(plugin.root) ?? "");
}

/** Methods that a transformer may have of its own and add no condition in, where those of whole queries are read. */
const PLAIN = /^(?!transform)|^transform(?:(?:Select|Update|Delete|Insert)Query|Result|Query|Identifier|SchemableIdentifier|Table|Column|Alias|Selection|SelectAll|SelectModifier|Value|ValueList|PrimitiveValueList|Returning|OrderBy|OrderByItem|Limit|Offset)$/;

/** `OperationNodeTransformer` hands each kind of query to a method of its own, which gives it back as it was, but for what those make of queries inside it. */
export const inherits: NonNullable<Clients["inherits"]> = (base, method, args, own, call) => {
  const [first] = args;
  if (base !== "OperationNodeTransformer" || !first || !own.every((name) => PLAIN.test(name))) return undefined;
  const query = /^(\w+)Node$/.exec(kindOf(first) ?? "")?.[1];
  if (method === "transformNode" && query !== undefined && own.includes(`transform${query}`)) return call(`transform${query}`, args);
  return /^transform[A-Z]/.test(method) && method !== "transformNodeImpl" ? withInner(first, (inner) => call("transformNode", [inner])) : undefined;
};

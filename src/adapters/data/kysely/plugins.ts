import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import { given, type Preparation } from "../../../analysis/preparation.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { calledName, receiverOf } from "../../calls.ts";
import type { PreparationTools } from "../../data-adapter.ts";
import { scopedByRuntime } from "../../runtime-scopes.ts";

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
      return [...tools.of(receiverOf(made)), ...made.args.slice(0, 1).flatMap((plugin) => ofPlugin(plugin, tools))];
    default:
      return ofConfig(made, tools);
  }
}

function ofConfig({ construct, args: [config] }: CallRoot, tools: PreparationTools): readonly Preparation[] {
  const plugins = construct && config ? propertyOf(config, "plugins")?.value : undefined;
  return plugins ? itemsOf(plugins).flatMap(({ value }) => ofPlugin(value, tools)) : [];
}

/** Its code makes another query of each, so what it adds is not known; what no code is seen of may add anything. */
function ofPlugin(plugin: Value, tools: PreparationTools): readonly Preparation[] {
  const known = tools.of(plugin);
  if (known.length > 0 || (plugin.kind === "reference" && plugin.root.kind === "call" && HARMLESS.test(calledName(plugin.root) ?? ""))) return known;
  return [{ args: given, hold: { sure: false, text: "a plugin of the client may add a condition to it" } }];
}

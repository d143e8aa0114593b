import type { TSESTree } from "@typescript-eslint/types";
import { isTrue, property, stringOf } from "../source/syntax.ts";
import { modelNameOf } from "../source/places.ts";
import type { Association } from "./read-model.ts";

const kinds: ReadonlySet<string> = new Set<Association["kind"]>(["belongsTo", "hasMany", "hasOne", "belongsToMany"]);

function isKind(name: string): name is Association["kind"] {
  return kinds.has(name);
}

/** `Plot.belongsTo(models.Estate, { as: "estate", foreignKey: "estateId" })`. https://sequelize.org/docs/v6/core-concepts/assocs/ */
export function associationOf({ callee, arguments: args }: TSESTree.CallExpression): Association | undefined {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || !isKind(callee.property.name)) return undefined;
  const [first, options] = args;
  const source = modelNameOf(callee.object);
  const target = modelNameOf(first);
  if (source === undefined || target === undefined) return undefined;
  const key = property(options, "foreignKey");
  const through = property(options, "through");
  const as = property(options, "as");
  return {
    kind: callee.property.name, source, target,
    as: stringOf(as) ?? stringOf(property(as, "singular")),
    foreignKey: stringOf(key) ?? stringOf(property(key, "name")) ?? stringOf(property(key, "fieldName")),
    column: stringOf(property(key, "field")),
    otherKey: stringOf(property(options, "otherKey")),
    through: modelNameOf(through) ?? modelNameOf(property(through, "model")),
    required: isTrue(property(key, "allowNull")) !== true && !/^set null$/i.test(stringOf(property(options, "onDelete")) ?? ""),
  };
}

import type { Uids } from "../create-uids.ts";
import { nextUid, type UidModels } from "./uid-models.ts";
import { own } from "../../values.ts";

/**
 * What is asked of a Mongoose schema.
 *
 * @example
 * const schema: MongooseUidSchema = new Schema({ companyId: String, uid: { type: String, required: true } });
 */
export interface MongooseUidSchema {
  pre(hook: "validate", run: never): unknown;
}

interface NewDocument {
  readonly isNew: boolean;
  readonly constructor: { readonly modelName?: string; readonly baseModelName?: string | null };
  get(field: string): unknown;
  set(field: string, value: string): unknown;
}

/**
 * A plugin for Mongoose 8 and 9 that gives every new document of these models its UID in `save`, `create` and `insertMany`; one that has a UID
 * keeps it. Give it before the models are made. Any counter will do as `uids`, also one on `createMongoSequences`.
 *
 * Concurrency: as `Uids.next`: unique, not gapless, since the number is no part of MongoDB's transaction; a document that then fails leaves
 * a gap. Upserts, `bulkWrite`, `bulkSave` and `insertMany` with `lean` give none. Discriminators are numbered as the model they are made from. Crash: as `Uids.next`.
 *
 * @example
 * mongoose.plugin(mongooseUids(uids, { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } }));
 */
export function mongooseUids<Role extends string>(uids: Pick<Uids<Role>, "next">, models: UidModels<Role>): (schema: MongooseUidSchema) => void {
  return (schema) => {
    const give = async function (this: NewDocument): Promise<void> {
      const { modelName, baseModelName } = this.constructor;
      const name = baseModelName ?? modelName ?? "";
      const uid = this.isNew ? own(models, name) : undefined;
      if (uid === undefined || Boolean(this.get(uid.field))) return;
      // An ObjectId, for one.
      const tenant = (this.get(uid.tenantKey) as { toString(): string } | null | undefined)?.toString();
      this.set(uid.field, await nextUid(uids, uid.role, tenant));
    };
    schema.pre("validate", give as never);
  };
}

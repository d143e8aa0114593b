import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Value } from "../../../analysis/value.ts";
import { Repositories, type Repository } from "../../entities/repositories.ts";
import { entities } from "./entities.ts";

const repositories = new Repositories(entities, new Set(["getRepository", "getTreeRepository", "getMongoRepository", "getCustomRepository"]));

/** True for a call that gives a repository and reads nothing. */
export function isRepositoryMade(call: Call, facts: FileFacts): boolean {
  return repositories.isMade(call, facts);
}

export function repositoryOf(value: Value | undefined, facts: FileFacts): Repository | undefined {
  return repositories.of(value, facts);
}

import { Entities } from "../../entities/entities.ts";
import { Repositories } from "../../entities/repositories.ts";

export const entities = new Entities("mikro-orm");

/** https://mikro-orm.io/docs/repositories */
export const repositories = new Repositories(entities, new Set(["getRepository", "repo"]));

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dataAdapters } from "../../src/adapters/data/index.ts";
import { adaptersFor } from "../../src/adapters/hints.ts";
import { loadProject } from "../../src/project.ts";
import { repository } from "../support/repository.ts";

describe.each(dataAdapters.map(({ name }) => name))("a text of a project of %s that mentions no model", (library) => {
  const root = join(repository, "test/fixtures", library, "missing-filter");
  const catalog = loadProject(root).catalogFor(join(root, "src", "lists.ts"));

  it("is looked at for no other library's calls", () => {
    const { data } = adaptersFor("known.delete(key); counts.update(key); parts.create(key);", catalog);
    expect(data.map(({ name }) => name).filter((name) => name !== library)).toEqual([]);
  });
});

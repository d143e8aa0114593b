import { describe, expect, it } from "vitest";
import { fillMarkers, table } from "../../scripts/generate/markers.mjs";
import { indexSource } from "../../scripts/generate/registries.mjs";
import { jsonSchemaOf } from "../../scripts/generate/settings-schema.mjs";

describe("fillMarkers", () => {
  const page = "# Rule\n\n<!-- begin header -->\nold\n<!-- end header -->\n\nText.\n";

  it("replaces what stands between the markers and nothing else", () => {
    expect(fillMarkers(page, "header", "new", "page.md")).toBe(
      "# Rule\n\n<!-- begin header -->\n\nnew\n\n<!-- end header -->\n\nText.\n",
    );
  });

  it("changes nothing the second time", () => {
    const once = fillMarkers(page, "header", "new", "page.md");
    expect(fillMarkers(once, "header", "new", "page.md")).toBe(once);
  });

  it("names the file and the markers that are missing", () => {
    expect(() => fillMarkers("# Rule\n", "header", "new", "page.md")).toThrow(
      "page.md: expected <!-- begin header --> and <!-- end header -->.",
    );
  });
});

describe("indexSource", () => {
  const registry = { folder: "src/plots", array: "plots", type: "Plot", typeFrom: "./plot.ts", define: "definePlot" };

  it("imports every member under its name in camel case", () => {
    expect(indexSource(registry, ["corner-plot", "plot-on-sea"])).toMatchInlineSnapshot(`
      "// Written by \`npm run update\` from the files of this folder.
      import type { Plot } from "./plot.ts";
      import cornerPlot from "./corner-plot.ts";
      import plotOnSea from "./plot-on-sea.ts";

      export const plots: readonly Plot[] = [
        cornerPlot,
        plotOnSea,
      ];
      "
    `);
  });
});

describe("table", () => {
  it("says so when there is nothing to show", () => {
    expect(table(["name"], [])).toBe("None yet.");
  });
});

describe("jsonSchemaOf", () => {
  it("says which export it looked for", () => {
    expect(() => jsonSchemaOf({})).toThrow("expected an export named settingsFileSchema");
  });
});

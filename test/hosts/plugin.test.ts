import { Linter } from "eslint";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { toEslintRules, type RuleOptions } from "../../src/rules/host.ts";
import { presetConfig, presetRules } from "../../src/rules/presets.ts";
import { defineRule } from "../../src/rules/rule.ts";
import { fakeAnalyze, fakeRule, isWorthFakeJudging } from "../support/fake-judge.ts";
import { workspaceOf } from "../support/workspace.ts";

const strictOnly = defineRule({ ...fakeRule, name: "strict-only", docs: { ...fakeRule.docs, recommended: false } });

function lint(text: string, { options, settings = {}, files = {} }: { options?: Partial<RuleOptions>; settings?: object; files?: Record<string, string> } = {}) {
  const analyze = vi.fn(fakeAnalyze);
  const root = workspaceOf({ "package.json": "{}", ...files });
  const plugin = { rules: toEslintRules([fakeRule, strictOnly], { analyze, isWorthJudging: isWorthFakeJudging }) };
  const rule = options ? (["error", options] as const) : "error";
  const config = { plugins: { ringfence: plugin }, settings: { ringfence: settings }, rules: { "ringfence/fake-rule": rule, "ringfence/strict-only": rule } } as Linter.Config;
  const messages = new Linter({ cwd: root }).verify(text, config, { filename: join(root, "a.js") });
  return { messages, analyze };
}

const all = ["certain", "likely", "possible"].map((confidence) => `judge.unscoped("${confidence}");`).join("\n");

describe("rules in ESLint", () => {
  it("report what is certain or likely unless told otherwise", () => {
    expect(lint(all).messages.filter(({ ruleId }) => ruleId === "ringfence/fake-rule").map(({ line }) => line)).toEqual([1, 2]);
    expect(lint(all, { options: { confidence: ["possible"] } }).messages.map(({ line }) => line)).toEqual([3, 3]);
    expect(() => lint(all, { options: { confidence: ["sure"] as never } })).toThrow(/Value "sure" should be equal to one of the allowed values/);
  });

  it("offer suggestions, never a fix", () => {
    const [message] = lint(`judge.unscoped("certain");`).messages;
    expect(message).not.toHaveProperty("fix");
    expect(message?.suggestions).toMatchObject([{ desc: "Add the tenant.", fix: { range: [24, 24], text: ", tenant" } }]);
  });

  it("share one analysis of a file", () => {
    expect(lint(all).analyze).toHaveBeenCalledTimes(1);
  });

  it("leave a file alone that holds no call", () => {
    expect(lint("plot();").analyze).not.toHaveBeenCalled();
  });

  it("honour an exemption with a reason", () => {
    expect(lint(`// ringfence-exempt: a price list for all\njudge.unscoped("certain");`).messages).toEqual([]);
  });

  it("are silent where the judge would overflow the stack", () => {
    const rules = toEslintRules([fakeRule], {
      isWorthJudging: isWorthFakeJudging,
      analyze: function overflow(file, project) {
        return overflow(file, project);
      },
    });
    const root = workspaceOf({ "package.json": "{}" });
    const config = { plugins: { ringfence: { rules } }, rules: { "ringfence/fake-rule": "error" } } as Linter.Config;
    expect(new Linter({ cwd: root }).verify(all, config, { filename: join(root, "a.js") })).toEqual([]);
  });

  it("take settings from ringfence.json, and ESLint's over them", () => {
    const { analyze } = lint(all, { settings: { guards: ["isMine"] }, files: { "ringfence.json": `{ "guards": ["isOurs"], "trusted": ["office"] }` } });
    expect(analyze.mock.calls[0]?.[1].settings).toMatchObject({ guards: ["isMine"], trusted: ["office"] });
  });
});

describe("presets", () => {
  it("divide reports between errors and warnings", () => {
    expect(presetRules("recommended", [fakeRule, strictOnly])).toEqual({
      "ringfence/fake-rule": ["error", { confidence: ["certain"] }],
      "ringfence-likely/fake-rule": ["warn", { confidence: ["likely"] }],
    });
    expect(presetRules("strict", [fakeRule, strictOnly])).toEqual({
      "ringfence/fake-rule": ["error", { confidence: ["certain"] }],
      "ringfence-likely/fake-rule": ["warn", { confidence: ["likely", "possible"] }],
      "ringfence/strict-only": ["error", { confidence: ["certain"] }],
      "ringfence-likely/strict-only": ["warn", { confidence: ["likely", "possible"] }],
    });
  });

  it("put the tenancy into the config when ESLint asks, so that its cache notices a schema change", () => {
    const schema = (key: string) => `model Company {\n id Int @id\n plots Plot[]\n}\nmodel Plot {\n id Int @id\n ${key} Int\n company Company @relation(fields: [${key}], references: [id])\n}\n`;
    const settingsOf = (text: string) => {
      vi.spyOn(process, "cwd").mockReturnValue(workspaceOf({ "package.json": "{}", "prisma/schema.prisma": text }));
      return JSON.stringify(presetConfig("recommended", [fakeRule], { rules: {} }).settings);
    };
    expect(settingsOf(schema("companyId"))).toBe(settingsOf(schema("companyId")));
    expect(settingsOf(schema("companyId"))).not.toBe(settingsOf(schema("officeId")));
    vi.restoreAllMocks();
  });

  it("read the project once, for hosts that ask for the settings at every lint", () => {
    vi.spyOn(process, "cwd").mockReturnValue(workspaceOf({ "package.json": "{}" }));
    const loaded = () => (presetConfig("recommended", [fakeRule], { rules: {} }).settings["ringfence-loaded"] as { settings: unknown }).settings;
    expect(loaded()).toBe(loaded());
    vi.restoreAllMocks();
  });
});

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import ts from "typescript";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  createRedisSequences,
  onEvent,
  requireTenant,
  tenantObjectKey,
  tenantPath,
  withoutTenant,
  withTenant,
} from "../../src/runtime/src/index.ts";

const stops: (() => void)[] = [];
const spans = new InMemorySpanExporter();
let counts: InMemoryMetricExporter;
let meters: MeterProvider;

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return () => {
    trace.disable();
    context.disable();
  };
});

beforeEach(async () => {
  spans.reset();
  metrics.disable();
  counts = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: counts })] });
  metrics.setGlobalMeterProvider(meters);
  await runExample();
});

afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** Runs the code of the page as it stands there, with listeners that end with the test. */
async function runExample(): Promise<void> {
  const page = readFileSync(new URL("../../docs/runtime/events.md", import.meta.url), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  expect(example).toContain(' from "@opentelemetry/api"');
  const code = `export const run = (metrics, trace, onEvent) => {${example.replaceAll(/^import .*$/gm, "")}};`;
  const script = ts.transpile(code, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 });
  const { run } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(script)}`)) as { run: (...parts: unknown[]) => void };
  run(metrics, trace, (...args: Parameters<typeof onEvent>) => stops.push(onEvent(...args)));
}

/** Work within a span of its own, which ends with it. */
function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer("estate").startActiveSpan(name, (span) => work().finally(() => span.end()));
}

/** All sums so far: meter, counter and attributes, and how much. */
async function sums(): Promise<Record<string, unknown>> {
  await meters.forceFlush();
  const scopes = counts.getMetrics().at(-1)?.scopeMetrics ?? [];
  return Object.fromEntries(
    scopes.flatMap(({ scope, metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [`${scope.name} ${descriptor.name} ${JSON.stringify(attributes)}`, value]),
      ),
    ),
  );
}

const told = (): Record<string, unknown[]> =>
  Object.fromEntries(spans.getFinishedSpans().map(({ name, events }) => [name, events.map(({ name: event, attributes }) => ({ event, ...attributes }))]));

it("counts what the example with OpenTelemetry says", async () => {
  expect(() => requireTenant()).toThrow();
  for (let time = 0; time < 2; time += 1) expect(() => withTenant("lekki", () => withTenant("ikoyi", () => 1))).toThrow();
  withTenant("lekki", () => withTenant("ikoyi", () => 1, { allowSwitch: true }));
  const sequences = createRedisSequences({ client: { call: () => Promise.resolve("7") } });
  await sequences.reserve({ tenant: "lekki", name: "call" }, 7);
  expect(await sums()).toEqual({
    'ringfence tenant.refusals {"reason":"tenant-missing"}': 1,
    'ringfence tenant.crossings {"allowed":false}': 2,
    'ringfence tenant.crossings {"allowed":true}': 1,
    'ringfence tenant.numbers {"sequence":"call"}': 7,
  });
});

it("puts what happened on the span in which it happened", async () => {
  const request = (company: string, other: string): Promise<void> =>
    inSpan(company, async () => {
      await sleep(2);
      await withTenant(company, async () => {
        await Promise.resolve();
        expect(() => tenantPath("/srv", "..")).toThrow();
        await sleep(1);
        expect(() => withTenant(other, () => 1)).toThrow();
        withoutTenant("statistics", () => 1);
      });
      expect(() => requireTenant()).toThrow();
    });
  await Promise.all([request("lekki", "ikoyi"), request("ikoyi", "lekki"), inSpan("nothing", () => withTenant("epe", () => sleep(1)))]);
  const story = (company: string, other: string): object[] => [
    { event: "tenant.refused", reason: "unsafe-path", tenant: company },
    { event: "tenant.cross-tenant", from: company, to: other, isAllowed: false },
    { event: "tenant.bypass", reason: "statistics", tenant: company },
    { event: "tenant.refused", reason: "tenant-missing" },
  ];
  expect(told()).toEqual({ lekki: story("lekki", "ikoyi"), ikoyi: story("ikoyi", "lekki"), nothing: [] });
});

it("exports nothing sensitive", async () => {
  const fail = (): never => {
    throw new Error("s3cret: connection lost");
  };
  const answers = [() => "31337", fail];
  const sequences = createRedisSequences({ client: { call: async () => Promise.resolve(answers.shift()?.()) }, prefix: "s3cret:" });
  await inSpan("request", () =>
    withTenant("lekki", async () => {
      expect(() => tenantPath("/s3cret", "../s3cret")).toThrow("s3cret");
      expect(() => tenantObjectKey("s3cret\0")).toThrow();
      expect(() => withoutTenant("statistics", () => tenantObjectKey("s3cret"))).toThrow();
      await sequences.next({ tenant: "lekki", name: "call" });
      await expect(sequences.next({ tenant: "lekki", name: "call" })).rejects.toThrow("s3cret");
    }),
  );
  expect(told()["request"]).toHaveLength(4);
  const exported = JSON.stringify([await sums(), told(), spans.getFinishedSpans().map(({ attributes, status }) => [attributes, status])]);
  expect(exported).toContain("unsafe-path");
  expect(exported).toContain('"ringfence tenant.numbers');
  expect(exported).not.toMatch(/s3cret|31337/);
});

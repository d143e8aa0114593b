// Imported before a program: writes the CPU time of all its threads, in microseconds, to a file when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) process.on("exit", () => writeFileSync(process.env["RINGFENCE_BENCH_CPU"] ?? "", JSON.stringify(process.cpuUsage())));

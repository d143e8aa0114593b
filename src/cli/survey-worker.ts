import { parentPort, workerData } from "node:worker_threads";
import { openSurveyor } from "./open-surveyor.ts";
import { takeShare, type HelperData } from "./survey-threads.ts";

parentPort?.postMessage(takeShare(openSurveyor, workerData as HelperData));

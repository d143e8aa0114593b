import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { ImportersOfAll } from "../modules/importers.ts";
import { openSurveyor } from "./open-surveyor.ts";
import { takeShare, type HelperData } from "./survey-threads.ts";

const port = parentPort;
const told = (): ImportersOfAll | undefined => (port ? (receiveMessageOnPort(port) as { message: ImportersOfAll } | undefined)?.message : undefined);

port?.postMessage(takeShare((folder) => openSurveyor(folder, told), workerData as HelperData));

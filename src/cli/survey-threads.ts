import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Preset } from "../findings/confidence.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { fromRoot, surveyFile, type FileSurvey, type Helpers, type Surveyor } from "./survey.ts";
import { WorkBoard } from "./work-board.ts";

/** What a helper is started with. */
export interface HelperData {
  readonly folder: string;
  readonly files: readonly string[];
  readonly preset: Preset;
  /** True where what the findings rest on is to be told with them. */
  readonly tellsBasis: boolean;
  /** Memory of the board that all threads take files from. */
  readonly board: SharedArrayBuffer;
  /** The helper's number on the board; this thread is 0. */
  readonly thread: number;
}

/** What a thread found, by the file's index; files without anything to judge are left out. */
export type Share = readonly (readonly [index: number, survey: FileSurvey])[];

/** How long this thread works, in milliseconds, before it listens to the others. */
const turn = 50;

/** Memory for values that are soon forgotten, in megabytes: with the little that V8 allows by itself, it looks through the trees all the time. */
const youngest = 96;

/** The part of the files that a helper takes from the board; runs in the helper. */
export function takeShare(open: OpenSurveyor, { folder, files, preset, tellsBasis, board, thread }: HelperData): Share {
  const opened = open(folder);
  const surveyor = tellsBasis ? opened : { ...opened, foundation: undefined };
  const share: [number, FileSurvey][] = [];
  for (const [index, path] of new WorkBoard(files, board).take(thread)) {
    const survey = surveyFile(surveyor, path, preset);
    if (survey) share.push([index, survey]);
  }
  return share;
}

/**
 * Surveys files in this thread and a number of helpers, and gives what was found in the order of the files. A helper
 * that fails ends the survey with the error of its file; one that is still starting when all is taken is not waited for.
 */
export async function surveyInThreads(
  surveyor: Surveyor, helpers: Helpers, files: readonly string[], preset: Preset, step: (done: number) => void,
): Promise<(FileSurvey | undefined)[]> {
  const board = new WorkBoard(files, helpers.count + 1);
  const surveys = new Array<FileSurvey | undefined>(files.length).fill(undefined);
  const started = Array.from({ length: helpers.count }, (_, index) => {
    const thread = index + 1;
    const worker = new Worker(helpers.module, { resourceLimits: { maxYoungGenerationSizeMb: youngest }, workerData: { folder: helpers.folder, files, preset, tellsBasis: surveyor.foundation !== undefined, board: board.memory, thread } satisfies HelperData });
    return { thread, worker, share: shareOf(worker).catch((error: unknown) => fail(error, board.at(thread))) };
  });
  let isOver = false;
  // Met at the next pause; until then a failure must not count as unhandled.
  const all = Promise.all(started.map(({ share }) => share));
  all.catch(() => undefined);
  try {
    const ahead = helpers.ahead?.();
    for (const { worker } of started) worker.postMessage(ahead);
    let heard = performance.now();
    for (const [index, path] of board.take(0)) {
      step(board.taken);
      surveys[index] = surveyFile(surveyor, path, preset);
      if (performance.now() - heard < turn) continue;
      await Promise.race([all, setImmediate()]);
      heard = performance.now();
    }
    for (const { thread, share } of started) {
      if (!board.hasJoined(thread)) continue;
      for (const [index, survey] of await share) surveys[index] = survey;
    }
    return surveys;
  } finally {
    isOver = true;
    await Promise.all(started.map(({ worker }) => worker.terminate()));
  }

  /** Errors lose their class between threads, so the file is judged once more, to fail here as it would without helpers. */
  function fail(error: unknown, path: string | undefined): Share {
    if (isOver || path === undefined) return [];
    surveyFile(surveyor, path, preset);
    throw new Error(`${fromRoot(surveyor.project, path)} could not be judged.`, { cause: error });
  }
}

function shareOf(worker: Worker): Promise<Share> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`A thread ended with ${String(code)}.`)));
  });
}

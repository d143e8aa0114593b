import { guardContext } from "../../frameworks/parts/shapes.ts";
import { reference } from "../make-value.ts";
import type { FunctionValue } from "../value.ts";
import { isBlind } from "./blind.ts";
import { walkShaped } from "./functions.ts";
import { vouchedIn, type Part } from "./hand-over.ts";
import type { PassedOn } from "./middleware.ts";
import { layered } from "./placed.ts";
import { readsDecorators } from "./reserved.ts";
import type { Run } from "./run.ts";
import { State } from "./state.ts";

/** The method by which a guard class lets a request pass. https://docs.nestjs.com/guards */
export const LETS_PASS = "canActivate";

/** How a guard gets at the request that it is asked about. */
const toRequest = ["switchToHttp()", "getRequest()"] as const;

/** What holds of the request once a guard's method has answered with yes. */
export function passedByGuard(run: Run, fn: FunctionValue): PassedOn {
  const { parameters, facts, whenTrue, handOvers } = walkShaped(run, fn, [guardContext]);
  const [context] = parameters;
  const before = run.state;
  run.state = new State();
  run.state.learn([...facts, ...whenTrue]);
  const operators = run.state.isForOperators;
  const vouched = context ? vouchedIn(run, reference(context, []), {}) : {};
  run.state = before;
  const placed = handOvers?.find(({ passed }) => passed !== undefined)?.passed?.[0]?.placed ?? {};
  return { parameters: [toRequest.reduce(partAt, layered(vouched, placed))], operators, blind: isBlind(fn.fn), readsDecorators: readsDecorators(fn.fn) };
}

/** The part at one step. */
export function partAt(part: Part, step: string): Part {
  return typeof part === "object" ? part[step] ?? "unknown" : part;
}

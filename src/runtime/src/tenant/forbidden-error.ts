import { propertyOf } from "../values.ts";

/** An error that every web framework answers with 403 by itself, each by the name under which it looks for that. */
export class ForbiddenError extends Error {
  /** HTTP status: forbidden; Express and Koa read it here. */
  readonly status = 403;
  /** The same; Fastify and NestJS read it here. */
  readonly statusCode = 403;

  /** The answer, without the message: Hono asks for it. */
  getResponse(): Response {
    return new Response("Forbidden", { status: this.status });
  }
}

/** Whether it is such an error, also one of another copy of this package: a bundler makes them, and all of them share one context. */
export function isForbidden(error: unknown): error is ForbiddenError {
  return propertyOf(error, "statusCode") === 403 && propertyOf(error, "getResponse") !== undefined;
}

/**
 * No tenant is set where one is required. Carries the HTTP status that a handler should answer with.
 *
 * @example
 * if (error instanceof TenantRequiredError) response.status(error.status).end();
 */
export class TenantRequiredError extends Error {
  override readonly name = "TenantRequiredError";
  /** HTTP status: forbidden. */
  readonly status = 403;

  constructor(message = "No tenant in context: this code must run for one tenant.") {
    super(message);
  }
}

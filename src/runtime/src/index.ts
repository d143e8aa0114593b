/** No company is set where one is required. Carries the HTTP status that a handler should answer with. */
export class TenantRequiredError extends Error {
  override readonly name = "TenantRequiredError";
  /** HTTP status: forbidden. */
  readonly status = 403;

  constructor(message = "No tenant in context: this code must run for one tenant.") {
    super(message);
  }
}

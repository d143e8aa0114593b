import { ForbiddenError } from "./forbidden-error.ts";

/**
 * No tenant is set where one is required. Carries the HTTP status that a handler should answer with.
 *
 * @example
 * if (error instanceof TenantRequiredError) response.status(error.status).end();
 */
export class TenantRequiredError extends ForbiddenError {
  override readonly name = "TenantRequiredError";

  constructor(message = "No tenant in context: use withTenant.") {
    super(message);
  }
}

import { requireTenant, runIn, type Scope, tenantScope } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { inTenantOf, scopeFor, type TenantOfOptions } from "./tenant-of.ts";

/**
 * What `tenantJobData` puts into a job's data: the tenant's id. A bigint becomes text, since queues store JSON.
 *
 * @example
 * const data: JobTenant & { plotId: string } = tenantJobData({ plotId });
 */
export interface JobTenant {
  readonly tenant: string | number;
}

interface JobLike {
  readonly data: unknown;
}

/**
 * The data of a job, with the tenant in force in it. Without one it throws TenantRequiredError, so no job gets into the queue that nobody
 * could run; data that names another tenant throws TenantSwitchError.
 *
 * Concurrency: reads the caller's own context. Crash: the tenant is part of the job and lasts as long as the queue keeps it.
 *
 * @example
 * await queue.add("remind", tenantJobData({ plotId }));
 */
export function tenantJobData<Data extends object>(data: Data): Data & JobTenant {
  const tenant = requireTenant<TenantId>();
  if ("tenant" in data) tenantScope(data.tenant as TenantId);
  return { ...data, tenant: typeof tenant === "bigint" ? String(tenant) : tenant };
}

/**
 * A processor for BullMQ's Worker that runs in the tenant of its job, as `tenantJobData` wrote it or as your `tenantOf` says. A job without a
 * tenant, or of a suspended one, fails and the processor does not run; whether it is tried again is for the job's own settings to say.
 *
 * Concurrency: jobs that run at once never see each other's tenant. Crash: BullMQ runs the job again, in its own tenant.
 *
 * @example
 * new Worker("reminders", bullmqTenant(async (job: Job<{ plotId: string }>) => remind(job.data.plotId)), { connection });
 */
export function bullmqTenant<Job extends JobLike, Rest extends unknown[], Result>(
  processor: (job: Job, ...rest: Rest) => Promise<Result>,
  options: TenantOfOptions<Job> = { tenantOf: tenantInData },
): (job: Job, ...rest: Rest) => Promise<Result> {
  return (job, ...rest) => inTenantOf(options, job, () => processor(job, ...rest));
}

/**
 * A handler for pg-boss's `work`. It gets the jobs of one tenant at a time and runs in that tenant, one tenant after the other when a batch
 * holds several; a job without a tenant, or of a suspended one, fails the batch before any of it runs. pg-boss fails and retries batches as a
 * whole, so write handlers that may run twice, or leave `batchSize` at 1.
 *
 * Concurrency: jobs that run at once never see each other's tenant. Crash: pg-boss runs the jobs again, each in its own tenant.
 *
 * @example
 * await boss.work("reminders", pgBossTenant(async ([job]: Job<{ plotId: string }>[]) => remind(job?.data.plotId)));
 */
export function pgBossTenant<Job extends JobLike, Result>(
  handler: (jobs: Job[]) => Promise<Result>,
  options: TenantOfOptions<Job> = { tenantOf: tenantInData },
): (jobs: Job[]) => Promise<Result | undefined> {
  return async (jobs) => {
    const groups = new Map<string | undefined, { readonly scope: Scope | undefined; readonly jobs: Job[] }>();
    for (const job of jobs) {
      const scope = await scopeFor(options, job);
      const name = scope?.text;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, { scope, jobs: [job] });
      else group.jobs.push(job);
    }
    const results: Result[] = [];
    for (const group of groups.values()) results.push(await (runIn(group.scope, () => handler(group.jobs)) as Promise<Result>));
    // What pg-boss stores as the output of a job belongs to one tenant or to none.
    return results.length === 1 ? results[0] : undefined;
  };
}

function tenantInData({ data }: JobLike): string | number | undefined {
  const tenant = (data as Partial<JobTenant> | null | undefined)?.tenant;
  return typeof tenant === "string" || typeof tenant === "number" ? tenant : undefined;
}

import type { Logger } from 'pino';
import { isOutage } from '../../eventstore/outage.js';
import { traced } from '../../runtime/tracing/span.js';
import type { ClaimedJob, Failure, Outbox } from '../jobs/outbox.js';
import { MAX_ATTEMPTS, pauseAfter } from '../jobs/retry-policy.js';
import { DeliveryError } from '../mails/smtp/delivery-errors.js';
import { SmsError } from '../sms/port.js';
import { JobFailed, workOf } from './job-kind.js';
import type { JobDependencies } from './job-kind.js';
import { jobKinds } from './job-kinds.js';
import { UnknownKind } from './unknown-kinds.js';

interface Parts {
  readonly dependencies: JobDependencies;
  readonly outbox: Pick<Outbox, 'complete' | 'fail'>;
  readonly logger: Logger;
}

/** The errors whose messages have no personal data. */
const OWN_ERRORS = [JobFailed, DeliveryError, SmsError, UnknownKind];

const kinds = new Map(jobKinds.map((kind) => [kind.name, kind]));

/**
 * Runs one attempt of a job, and records in the outbox that it is done, postponed or failed.
 *
 * @throws Error the outcome is not recorded; the job is due again when its claim lapses
 */
export async function runJob({ dependencies, outbox, logger }: Parts, job: ClaimedJob): Promise<void> {
  try {
    const kind = kinds.get(job.name);
    if (kind === undefined) throw new UnknownKind(`There is no kind of job named ${job.name}.`);
    const outcome = await traced(dependencies.recordSpan, workOf(job), () => kind.run(dependencies, job));
    logger.debug({ job: job.id, outcome }, 'job done');
  } catch (error) {
    const failure = failureOf(job, error);
    const { attempts, pauseMs, cause } = failure;
    logger.warn({ job: job.id, attempts, final: pauseMs === null, cause }, 'job failed');
    await outbox.fail(failure);
    return;
  }
  await outbox.complete(job.id);
}

/** An outage of a store costs no attempt, because the job could not even record its outcome. */
function failureOf({ id, attempts: before }: ClaimedJob, error: unknown): Failure {
  const attempts = isOutage(error) ? before : before + 1;
  const isFinal = error instanceof JobFailed || attempts >= MAX_ATTEMPTS;
  return {
    id,
    attempts,
    pauseMs: isFinal ? null : pauseAfter(Math.max(1, attempts)),
    cause: causeOf(error),
  };
}

/** Messages of other libraries may contain personal data and are left out. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return OWN_ERRORS.some((type) => error instanceof type) ? error.message : error.name;
}

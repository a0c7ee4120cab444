import { z } from 'zod';
import type { SealedRequest } from '../../commands/steps/requests/sealed-request.js';
import { claimStreamSchema } from '../../domain/ids.js';
import type { JobPayloads } from '../../security/keys/job-payloads.js';
import type { NewJob } from '../jobs/outbox.js';
import type { JobDependencies, JobKind } from './job-kind.js';

/** Schema of the origin of a request. */
export const sourceSchema = z.object({ ip: z.string(), userAgent: z.string() }).nullable();

interface Definition<Data extends object> {
  /** Name of the job in the outbox. Stored jobs carry it, so it never changes. */
  readonly name: string;
  /** Schema of the personal data. Stored jobs have this shape. */
  readonly data: z.ZodType<Data>;
  readonly carryOut: (
    dependencies: JobDependencies,
    request: SealedRequest<Data>,
    now: Date,
  ) => Promise<void>;
  /** The outcome in a few words, the same for every address. */
  readonly outcome: string;
}

interface SealedRequestJob<Data extends object> {
  /** The kind of job. No event causes it. */
  readonly kind: JobKind;
  /** Returns the job that carries out a request. Storing it again changes nothing. */
  readonly jobOf: (payloads: Pick<JobPayloads, 'seal'>, request: SealedRequest<Data>) => NewJob;
}

/** Defines a job that carries out a request whose personal data is encrypted in its row. */
export function sealedRequestJob<Data extends object>({
  name,
  data,
  carryOut,
  outcome,
}: Definition<Data>): SealedRequestJob<Data> {
  const kind: JobKind = {
    name,
    causedBy: {},
    async run(dependencies, { id, stream, event: commandId, correlationId, sealed }) {
      // An operator retries a job that had failed for good. The person has long tried again.
      if (sealed === null) return 'dropped: its data was deleted';
      const request = {
        claim: claimStreamSchema.parse(stream),
        commandId,
        correlationId: correlationId ?? commandId,
        // A worker with another master secret cannot decrypt it, but the next one may: this is no permanent failure.
        data: data.parse(dependencies.payloads.open(id, sealed)),
      };
      await carryOut(dependencies, request, dependencies.now());
      return outcome;
    },
  };
  return {
    kind,
    jobOf(payloads, request) {
      const { claim, commandId, correlationId } = request;
      const id = `${name}-${commandId}`;
      const place = { stream: claim, event: commandId, revision: null, delayMs: 0, correlationId };
      return { id, name, ...place, sealed: payloads.seal(id, request.data) };
    },
  };
}

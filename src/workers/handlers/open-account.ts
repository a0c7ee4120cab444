import { z } from 'zod';
import { openAccountPrivately } from '../../commands/accounts/open-account-privately.js';
import type { RegistrationRequest } from '../../commands/steps/registration-request.js';
import { claimStreamSchema } from '../../domain/ids.js';
import { recordedEmailAddress } from '../../domain/user/email-address.js';
import type { JobPayloads } from '../../security/keys/job-payloads.js';
import type { NewJob } from '../jobs/outbox.js';
import type { JobKind } from './job-kind.js';

/** Name of the job in the outbox. */
const OPEN_ACCOUNT = 'open-account';

const signUpData = z.object({
  email: recordedEmailAddress,
  username: z.string(),
  passwordHash: z.string(),
  source: z.object({ ip: z.string(), userAgent: z.string() }).nullable(),
});

/** Returns the job that carries out a sign-up of private mode. Storing it again changes nothing. */
export function openAccountJobOf(
  payloads: Pick<JobPayloads, 'seal'>,
  { claim, commandId, correlationId, data }: RegistrationRequest,
): NewJob {
  const id = `${OPEN_ACCOUNT}-${commandId}`;
  return {
    id,
    name: OPEN_ACCOUNT,
    stream: claim,
    event: commandId,
    revision: null,
    delayMs: 0,
    correlationId,
    sealed: payloads.seal(id, data),
  };
}

/** Opens the account of a sign-up, or notifies the owner of its address. No event causes it. */
export const openAccountJob: JobKind = {
  name: OPEN_ACCOUNT,
  causedBy: {},
  async run(dependencies, { id, stream, event: commandId, correlationId, sealed }) {
    // An operator retries a job that had failed for good. The person has long signed up again.
    if (sealed === null) return 'dropped: its data was deleted';
    // A worker with another master secret cannot decrypt it, but the next one may: this is no permanent failure.
    const data = signUpData.parse(dependencies.payloads.open(id, sealed));
    const claim = claimStreamSchema.parse(stream);
    const request = { claim, commandId, correlationId: correlationId ?? commandId, data };
    await openAccountPrivately(dependencies, request, dependencies.now());
    return 'opened, or its owner notified';
  },
};

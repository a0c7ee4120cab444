import { z } from 'zod';
import { openAccountPrivately } from '../../../commands/accounts/open-account-privately.js';
import { recordedEmailAddress } from '../../../domain/user/email-address.js';
import { sealedRequestJob, sourceSchema } from '../sealed-request-job.js';

/** The job of a sign-up in private mode: opens the account, or notifies the owner of its address. */
export const openAccountJob = sealedRequestJob({
  name: 'open-account',
  data: z.object({
    email: recordedEmailAddress,
    username: z.string(),
    passwordHash: z.string(),
    source: sourceSchema,
  }),
  carryOut: openAccountPrivately,
  outcome: 'opened, or its owner notified',
});

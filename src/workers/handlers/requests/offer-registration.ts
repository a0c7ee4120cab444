import { z } from 'zod';
import { issueOffer } from '../../../commands/federation/issue-offer.js';
import { claimStreamSchema } from '../../../domain/ids.js';
import { recordedEmailAddress } from '../../../domain/user/email-address.js';
import { sealedRequestJob, sourceSchema } from '../sealed-request-job.js';

/** The job of a sign-up with an address that nobody has verified, by a provider or by mail alone: offers it, or notifies the owner of the address. */
export const offerRegistrationJob = sealedRequestJob({
  name: 'offer-registration',
  data: z.object({
    identity: z
      .object({
        provider: z.string(),
        issuer: z.string(),
        subject: z.string(),
        label: z.string(),
        claim: claimStreamSchema,
      })
      .nullable(),
    account: z.object({ email: recordedEmailAddress, username: z.string() }),
    browser: z.string(),
    actor: z.string(),
    source: sourceSchema,
  }),
  carryOut: issueOffer,
  outcome: 'offered, or its owner notified',
});

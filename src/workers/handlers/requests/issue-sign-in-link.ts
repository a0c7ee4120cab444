import { z } from 'zod';
import { issueSignInLink } from '../../../commands/authentication/mailed/issue-sign-in-link.js';
import { recordedEmailAddress } from '../../../domain/user/email-address.js';
import { sealedRequestJob, sourceSchema } from '../sealed-request-job.js';

/** The job of a request for a sign-in link: sends it if the address has an account. */
export const issueSignInLinkJob = sealedRequestJob({
  name: 'issue-sign-in-link',
  data: z.object({ email: recordedEmailAddress, request: z.string(), source: sourceSchema }),
  carryOut: issueSignInLink,
  outcome: 'sent if the address has such an account',
});

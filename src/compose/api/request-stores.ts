import type { CommandDependencies } from '../../commands/dependencies.js';
import { jobPayloads } from '../../security/keys/job-payloads.js';
import { jobOf } from '../../workers/handlers/issue-link.js';
import { issueSignInLinkJob } from '../../workers/handlers/requests/issue-sign-in-link.js';
import { offerRegistrationJob } from '../../workers/handlers/requests/offer-registration.js';
import { openAccountJob } from '../../workers/handlers/requests/open-account.js';
import type { NewJob } from '../../workers/jobs/outbox.js';
import type { Infrastructure } from '../infrastructure.js';

type RequestStores = Pick<
  CommandDependencies,
  'storeLinkRequest' | 'storeRegistration' | 'storeSignIn' | 'storeOffer'
>;

/**
 * Returns the functions that store the requests of strangers as jobs.
 *
 * @param wakeWorker tells a worker that jobs may be due
 */
export function requestStores(
  { masterSecret, outbox }: Pick<Infrastructure, 'masterSecret' | 'outbox'>,
  wakeWorker: () => void,
): RequestStores {
  const payloads = jobPayloads(masterSecret);
  const store = async (job: NewJob) => {
    await outbox.add(job);
    wakeWorker();
  };
  return {
    storeLinkRequest: (request) => store(jobOf(request)),
    storeRegistration: (request) => store(openAccountJob.jobOf(payloads, request)),
    storeSignIn: (request) => store(issueSignInLinkJob.jobOf(payloads, request)),
    storeOffer: (request) => store(offerRegistrationJob.jobOf(payloads, request)),
  };
}

import { issueLink } from '../../commands/accounts/issue-link.js';
import type { LinkRequest } from '../../commands/steps/requests/link-request.js';
import { claimStreamSchema } from '../../domain/ids.js';
import type { NewJob } from '../jobs/outbox.js';
import type { JobKind } from './job-kind.js';

/** Names of the jobs in the outbox. */
const NAMES: Readonly<Record<LinkRequest['purpose'], string>> = {
  reset: 'issue-reset-link',
  verification: 'issue-verification-link',
};

/** The jobs that issue the links which strangers may request. No event causes them. */
export const issueLinkJobs: readonly JobKind[] = [issueLinkJob('reset'), issueLinkJob('verification')];

/** Returns the job that carries out a request. Storing it again changes nothing. */
export function jobOf({ purpose, claim, commandId, correlationId }: LinkRequest): NewJob {
  const name = NAMES[purpose];
  return {
    id: `${name}-${commandId}`,
    name,
    stream: claim,
    event: commandId,
    revision: null,
    delayMs: 0,
    correlationId,
    sealed: null,
  };
}

function issueLinkJob(purpose: LinkRequest['purpose']): JobKind {
  return {
    name: NAMES[purpose],
    causedBy: {},
    async run(dependencies, { stream, event: commandId, correlationId }) {
      const claim = claimStreamSchema.parse(stream);
      const request = { purpose, claim, commandId, correlationId: correlationId ?? commandId };
      await issueLink(dependencies, request, dependencies.now());
      return 'issued if the address has such an account';
    },
  };
}

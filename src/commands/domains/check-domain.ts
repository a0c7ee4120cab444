import { checkDomain as decide } from '../../domain/organization/domain-decisions.js';
import type { OrganizationId } from '../../domain/ids.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** The outcome of a look at the proof of a verified domain; lapsed: the domain counts no longer. */
export type ProofOutcome = 'found' | 'missing' | 'lapsed' | 'unanswered' | 'not_verified';

/**
 * Looks for the proof of a verified domain, and records its absence. A domain whose proof is missing for a week is not
 * verified any more. Without an answer of a name server nothing is recorded.
 */
export async function checkDomain(
  { log, domainProof, lookUpTxt }: Pick<CommandDependencies, 'log' | 'domainProof' | 'lookUpTxt'>,
  { id, organizationId }: { readonly id: string; readonly organizationId: OrganizationId },
  cause: Cause,
): Promise<ProofOutcome> {
  const organization = organizationAt(organizationId);
  const known = await loadState(log, organization);
  const domain = known.status === 'founded' ? known.domains.get(id) : undefined;
  if (domain === undefined || domain.claim === null) return 'not_verified';
  const { name, value } = domainProof(organizationId, domain.domain);
  const records = await lookUpTxt(name);
  if (records === null) return 'unanswered';
  const isFound = records.includes(value);
  const { states } = await handle(log, cause, { organization }, (before) => ({
    organization:
      before.organization.status === 'founded' ? decide(before.organization, id, isFound, cause.now) : [],
  }));
  if (isFound) return 'found';
  const after = states.organization.status === 'founded' ? states.organization.domains.get(id) : undefined;
  return after?.claim === domain.claim ? 'missing' : 'lapsed';
}

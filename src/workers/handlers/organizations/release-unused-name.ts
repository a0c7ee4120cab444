import { releaseUnusedName } from '../../../commands/organizations/release-unused-name.js';
import { nameClaimStreamSchema } from '../../../domain/ids.js';
import type { NameClaimStream, OrganizationId } from '../../../domain/ids.js';
import { organizationOfStream } from '../../../domain/organization/organization.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/** Time between a claim and its use, at most, on a log that cannot append both atomically. */
const USE_MS = 60_000;

interface UnusedName {
  readonly claim: NameClaimStream;
  readonly id: OrganizationId;
  readonly isInterrupted: boolean;
}

/** Releases a name that its organisation does not use. */
export const releaseUnusedNameJob: JobKind = {
  name: 'settle-name',
  causedBy: {
    OrganizationSlugChanged: () => 0,
    DomainVerificationLapsed: () => 0,
    DomainRemoved: () => 0,
    // A log that appends a claim and its use atomically leaves no unused claim.
    NameClaimed: (_, { atomicMultiStream }) => (atomicMultiStream ? null : USE_MS),
  },
  async run({ log, now }, job) {
    const event = await readCausingEvent(log, job);
    const name = event === null ? null : unusedNameAfter(event);
    if (event === null || name === null) return 'no name to release';
    await releaseUnusedName({ log }, name, causeOf(job, event, 'settle', now()));
    return 'released unless used';
  },
};

function unusedNameAfter({ type, stream, data }: LoggedEvent): UnusedName | null {
  if (type === 'NameClaimed')
    return { claim: nameClaimStreamSchema.parse(stream), id: data.organization_id, isInterrupted: true };
  const id = organizationOfStream(stream);
  if (id === null) return null;
  if (type === 'OrganizationSlugChanged') return { claim: data.previous_claim, id, isInterrupted: false };
  if (type !== 'DomainVerificationLapsed' && type !== 'DomainRemoved') return null;
  return data.claim === null ? null : { claim: data.claim, id, isInterrupted: false };
}

import { releaseUnusedName } from '../../../commands/organizations/release-unused-name.js';
import { nameClaimStreamSchema } from '../../../domain/ids.js';
import type { NameClaimStream } from '../../../domain/ids.js';
import { organizationOfStream } from '../../../domain/organization/organization.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/** The fields of the events of an organisation that name a claim. */
const CLAIM_FIELDS = ['slug_claim', 'claim'] as const;

/**
 * Removes a deleted organisation: its names are free again, and its data keys are destroyed. Every step can run again, so a
 * crash anywhere is followed by a further attempt.
 */
export const deleteOrganizationJob: JobKind = {
  name: 'delete-organization',
  causedBy: { OrganizationDeleted: () => 0 },
  async run({ log, now, erasure, invitations, findConnections, findOrganizationKeys }, job) {
    const event = await readCausingEvent(log, job);
    const id = organizationOfStream(job.stream);
    if (event === null || id === null) return 'no organisation';
    const { position, occurredAt: erasedAt } = event;
    const sent = await invitations.ofOrganization(id, position);
    const connections = await findConnections(id, position);
    const apiKeys = await findOrganizationKeys(id, position);
    const subjects = [id, ...sent.map(({ keyId }) => keyId), ...connections, ...apiKeys];
    await erasure.ledger.record({ userId: id, subjects, position, erasedAt });
    await erasure.ledger.count(id, 'keys', await erasure.ledger.destroyKeys(id));
    erasure.forgetKeys(subjects);
    const [stored = []] = await log.store.readStreams([job.stream]);
    for (const claim of claimsIn(stored)) {
      const name = { claim, id, isInterrupted: false };
      await releaseUnusedName({ log }, name, causeOf(job, event, claim, now()));
    }
    await erasure.ledger.complete(id);
    return 'deleted';
  },
};

/** Returns every name that an organisation has ever claimed. */
function claimsIn(events: readonly StoredEvent[]): NameClaimStream[] {
  const named = events.flatMap(({ data }) => CLAIM_FIELDS.map((field) => data[field]));
  return [...new Set(named.flatMap((claim) => nameClaimStreamSchema.safeParse(claim).data ?? []))];
}

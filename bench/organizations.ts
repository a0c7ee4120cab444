import { randomUUID } from 'node:crypto';
import { nameClaimStreamSchema, organizationIdSchema } from '../src/domain/ids.js';
import type { OrganizationId, UserId } from '../src/domain/ids.js';
import type { MembershipOrigin } from '../src/domain/organization/events.js';
import type { EventLog } from '../src/eventstore/event-log.js';
import type { Write } from '../src/eventstore/port.js';
import { aUserId } from '../test/support/domain/ids.js';
import { createCause, encodeWrite } from './journeys.js';

/** Organisations and memberships of one append. */
const AT_ONCE = 200;

/** Appends the events of organisations, each with one owner without an account. Returns their ids. */
export async function addOrganizations({ store, codec }: EventLog, count: number): Promise<OrganizationId[]> {
  const ids: OrganizationId[] = [];
  for (let left = count; left > 0; left -= AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, left) }, () =>
      organizationIdSchema.parse(randomUUID()),
    );
    ids.push(...group);
    const writes = group.map((id) => foundation(codec, id, aUserId()));
    await store.append((await Promise.all(writes)).flat());
  }
  return ids;
}

/** Appends memberships of a person in organisations, or of people in an organisation. */
export async function addMembers(
  { store, codec }: EventLog,
  members: readonly { readonly organizationId: OrganizationId; readonly userId: UserId }[],
): Promise<void> {
  for (let first = 0; first < members.length; first += AT_ONCE) {
    const group = members.slice(first, first + AT_ONCE);
    await store.append(
      await Promise.all(
        group.map(({ organizationId, userId }) => membership(codec, organizationId, userId, 'administrator')),
      ),
    );
  }
}

type Codec = EventLog['codec'];

async function foundation(codec: Codec, id: OrganizationId, owner: UserId): Promise<Write[]> {
  const claim = nameClaimStreamSchema.parse(`name_claim-1.${randomUUID()}`);
  const cause = createCause();
  return await Promise.all([
    encodeWrite(codec, cause, claim, [{ type: 'NameClaimed', data: { organization_id: id } }]),
    encodeWrite(codec, cause, `organization-${id}`, [
      {
        type: 'OrganizationCreated',
        data: { name: 'Engines', slug: `org-${id.slice(-12)}`, slug_claim: claim, owner_id: owner },
      },
    ]),
    membership(codec, id, owner, 'creation'),
  ]);
}

function membership(
  codec: Codec,
  organizationId: OrganizationId,
  userId: UserId,
  via: MembershipOrigin,
): Promise<Write> {
  const ids = { organization_id: organizationId, user_id: userId };
  const data = { ...ids, role_ids: [], via, via_id: null };
  return encodeWrite(codec, createCause(), `membership-${organizationId}.${userId}`, [
    { type: 'MembershipStarted', data },
  ]);
}

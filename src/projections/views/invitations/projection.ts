import { invitationOfStream, invitations } from '../../../domain/invitation/invitation.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

export const INVITATIONS = 'invitations@1';

const SEND = `
  insert into credence_read.invitations_v1 (key_id, invitation_id, organization_id, claim, open, position)
  select key_id, invitation_id, organization_id, claim, true, position
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
    as sent (key_id, invitation_id, organization_id, claim, position)
  on conflict do nothing`;

/** A further sending, too, ends the one before. */
const END = `
  update credence_read.invitations_v1 as invitation set open = false
  from unnest($1::uuid[], $2::text[]) as ended (invitation_id, position)
  where invitation.invitation_id = ended.invitation_id and invitation.position < ended.position`;

/** An erasure finds the invitation by its person, also after a change of the address. */
const NAME = `
  update credence_read.invitations_v1 as invitation set user_id = answered.user_id
  from unnest($1::uuid[], $2::text[], $3::uuid[]) as answered (invitation_id, position, user_id)
  where invitation.invitation_id = answered.invitation_id and invitation.position < answered.position`;

/** Lists the invitations of organisations and of addresses, and the subjects of their keys. */
export function invitationsProjection(): Projection {
  return {
    name: INVITATIONS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['invitations_v1'],
    handles: ({ stream }) => invitations.includes(stream),

    async handle(events, transaction) {
      const sent = events.filter(({ type }) => type === 'InvitationSent');
      const answered = events.filter(({ data }) => typeof data['user_id'] === 'string');
      if (sent.length > 0)
        await transaction.query(SEND, [
          textsOf(sent, 'key_id'),
          sent.map(idOf),
          textsOf(sent, 'organization_id'),
          textsOf(sent, 'claim'),
          sent.map(({ position }) => position),
        ]);
      await transaction.query(END, idsAndPositions(events));
      if (answered.length > 0)
        await transaction.query(NAME, [...idsAndPositions(answered), textsOf(answered, 'user_id')]);
    },
  };
}

function idsAndPositions(events: readonly StoredEvent[]) {
  return [events.map(idOf), events.map(({ position }) => position)];
}

function idOf({ stream }: StoredEvent): string | null {
  return invitationOfStream(stream);
}

function textsOf(events: readonly StoredEvent[], field: string): (string | null)[] {
  return events.map(({ data }) => (typeof data[field] === 'string' ? data[field] : null));
}

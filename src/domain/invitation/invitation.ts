import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { deriveId, invitationIdSchema } from '../ids.js';
import type { ClaimStream, EventId, InvitationId, OrganizationId, UserId } from '../ids.js';
import type { EmailAddress } from '../user/email-address.js';
import { invitationEvents } from './events.js';
import type { InvitationEvent } from './events.js';

interface Sent {
  readonly id: InvitationId;
  readonly organizationId: OrganizationId;
  /** The event that sent it. Only the link in its mail works. */
  readonly sending: EventId;
  /** The subject of the key that encrypts the address. */
  readonly keyId: string;
  /** Null after its end, and after an erasure. */
  readonly email: EmailAddress | null;
  /** The claim stream of the address. */
  readonly claim: ClaimStream;
  readonly roleIds: readonly string[];
  /** The person who may give the roles; null: a service. */
  readonly invitedBy: UserId | null;
  readonly sentAt: Date;
  readonly expiresAt: Date;
}

export interface OpenInvitation extends Sent {
  readonly status: 'open';
}

/** The invitation of one address to one organisation. It can be sent again after its end. */
export type Invitation = { readonly status: 'none' } | OpenInvitation | (Sent & { readonly status: 'ended' });

export const invitations = defineCategory({
  prefix: 'invitation',
  events: invitationEvents,
  subject: 'data_key',
});

/** Returns the id of the invitation of an address. It does not reveal the address, whose claim is an HMAC under a secret. */
export function invitationIdOf(organizationId: OrganizationId, claim: ClaimStream): InvitationId {
  return deriveId(invitationIdSchema, claim, organizationId);
}

export function invitationAt(id: InvitationId): Aggregate<Invitation, InvitationEvent> {
  return invitations.aggregate<Invitation, InvitationEvent>(id, {
    initial: { status: 'none' },
    evolve(before, event) {
      if (event.type === 'InvitationSent') return sent(id, event);
      return before.status === 'none' ? before : { ...before, status: 'ended', email: null };
    },
  });
}

/** Returns the invitation that a stream is about, or null for a stream of another category. */
export function invitationOfStream(stream: string): InvitationId | null {
  return invitationIdSchema.safeParse(invitations.idOf(stream)).data ?? null;
}

type SentEvent = Extract<InvitationEvent, { type: 'InvitationSent' }>;

function sent(id: InvitationId, { id: sending, data, occurredAt }: Recorded<SentEvent>): OpenInvitation {
  return {
    status: 'open',
    id,
    organizationId: data.organization_id,
    sending,
    keyId: data.key_id,
    email: data.email instanceof Erased ? null : data.email,
    claim: data.claim,
    roleIds: data.role_ids,
    invitedBy: data.invited_by,
    sentAt: occurredAt,
    expiresAt: new Date(data.expires_at),
  };
}

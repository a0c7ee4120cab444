import { z } from 'zod';
import { defineEvent, internal, personalOf } from '../event.js';
import type { EventOf } from '../event.js';
import { claimStreamSchema, organizationIdSchema, userIdSchema, uuidSchema } from '../ids.js';
import { recordedEmailAddress } from '../user/email-address.js';

/** The organisation, and the key that encrypts the address and the origins of the requests. */
const invitation = { organization_id: organizationIdSchema, key_id: internal(uuidSchema) };
const invitee = { ...invitation, user_id: userIdSchema };

export const invitationEvents = [
  /**
   * An organisation invited an address. Each such event has a key of its own, so that an address can be invited again after
   * an erasure. `claim` is the claim stream of the address.
   */
  defineEvent('InvitationSent', {
    ...invitation,
    email: personalOf(recordedEmailAddress, 'invited_address'),
    claim: internal(claimStreamSchema),
    role_ids: z.array(uuidSchema),
    /** The person who may give the roles; null: a service. */
    invited_by: userIdSchema.nullable(),
    expires_at: z.iso.datetime(),
  }),
  defineEvent('InvitationAccepted', invitee),
  defineEvent('InvitationDeclined', invitee),
  /** The invited person became a member in another way. */
  defineEvent('InvitationSettled', invitee),
  defineEvent('InvitationRevoked', { ...invitation, reason: z.enum(['revoked', 'erased']) }),
] as const;

export type InvitationEvent = EventOf<(typeof invitationEvents)[number]>;

import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { eventIdSchema, invitationIdSchema, userIdSchema } from '../../domain/ids.js';
import type { EventId, InvitationId, UserId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

export type LinkPurpose =
  | 'verify-email'
  | 'reset-password'
  | 'confirm-email'
  | 'confirm-sign-up'
  | 'restore-identity'
  | 'sign-in-link'
  | 'cancel-reset'
  | 'set-up'
  | 'export';

/** The claims of a link token: the account, and the event that requested the link. A sign-in link names its code. */
export interface LinkClaims {
  readonly userId: UserId;
  readonly eventId: EventId;
}

/** The claims of the link to an invitation, which belongs to an address and not to an account. */
export interface InvitationClaims {
  readonly invitationId: InvitationId;
  /** The event that sent the invitation. */
  readonly eventId: EventId;
}

/**
 * Tokens of mailed links, derived and never stored: a retried mail carries the same token, and the stores reveal none.
 * `base64url(subject id ‖ event id ‖ HMAC-SHA-256(key, purpose ‖ subject id ‖ event id))`, 64 bytes. The subject is an account
 * or an invitation.
 */
export interface LinkTokens {
  issue(purpose: LinkPurpose, claims: LinkClaims): string;
  /** Returns the claims of an authentic token for this purpose, or null. Expiry and reuse are checked against the stream. */
  read(purpose: LinkPurpose, token: string): LinkClaims | null;
  issueInvitation(claims: InvitationClaims): string;
  /** Returns the claims of an authentic token of an invitation, or null. */
  readInvitation(token: string): InvitationClaims | null;
}

const ID_BYTES = 16;
const TOKEN_LENGTH = 86;
const INVITATION = 'invitation';

export function linkTokens(masterSecret: string): LinkTokens {
  const key = deriveKey(masterSecret, 'link tokens');
  const sign = (purpose: string, ids: Buffer) =>
    createHmac('sha256', key).update(purpose).update('\0').update(ids).digest();

  function issue(purpose: string, subject: string, event: string): string {
    const ids = Buffer.concat([uuidBytes(subject), uuidBytes(event)]);
    return Buffer.concat([ids, sign(purpose, ids)]).toString('base64url');
  }

  /** Returns the two ids of an authentic token, or null. */
  function read(purpose: string, token: string): { subject: string; event: string } | null {
    const bytes = Buffer.from(token, 'base64url');
    // Only canonical base64url is accepted; the decoder accepts other spellings.
    if (token.length !== TOKEN_LENGTH || bytes.toString('base64url') !== token) return null;
    const ids = bytes.subarray(0, 2 * ID_BYTES);
    if (!timingSafeEqual(sign(purpose, ids), bytes.subarray(2 * ID_BYTES))) return null;
    return { subject: uuidText(ids, 0), event: uuidText(ids, ID_BYTES) };
  }

  return {
    issue: (purpose, { userId, eventId }) => issue(purpose, userId, eventId),

    read(purpose, token) {
      const ids = read(purpose, token);
      if (ids === null) return null;
      return { userId: userIdSchema.parse(ids.subject), eventId: eventIdSchema.parse(ids.event) };
    },

    issueInvitation: ({ invitationId, eventId }) => issue(INVITATION, invitationId, eventId),

    readInvitation(token) {
      const ids = read(INVITATION, token);
      if (ids === null) return null;
      return { invitationId: invitationIdSchema.parse(ids.subject), eventId: eventIdSchema.parse(ids.event) };
    },
  };
}

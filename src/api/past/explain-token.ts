import { compactVerify, decodeJwt, decodeProtectedHeader, errors, importJWK } from 'jose';
import { z } from 'zod';
import { sessionAt } from '../../domain/session/session.js';
import { keyring } from '../../domain/signing-key/keyring.js';
import type { OrganizationGrant } from '../../domain/organization/organization-grant.js';
import { userAt } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import {
  ACCESS_TOKEN_TYPE,
  accessPayload,
  isCanonical,
  TOKEN_TOLERANCE_MS,
} from '../../security/tokens/access-tokens.js';
import { grantOfClaims } from '../../security/tokens/claims/organization-claims.js';
import { positionWithin } from './instant.js';
import type { Instant } from './instant.js';
import { wasCurrentGrant } from './past-member.js';
import { endsSession } from './session-end.js';

const reasonCode = z.enum([
  'malformed',
  'other_issuer',
  'unknown_key',
  'invalid_signature',
  'key_withdrawn',
  'not_yet_issued',
  'expired',
  'unknown_session',
  'session_ended',
  'sessions_of_account_ended',
  'organization_access_ended',
]);

const reasonJson = z.strictObject({
  code: reasonCode,
  event: z
    .strictObject({
      id: z.uuid(),
      type: z.string(),
      position: z.string(),
      occurred_at: z.iso.datetime(),
      actor: z.string(),
      correlation_id: z.string(),
    })
    .nullable()
    .meta({ description: 'The event that ended the token, if there is one.' }),
});

/** The explanation of an access token at a time. */
export const explanationJson = z
  .strictObject({
    at: z.iso.datetime(),
    accepted: z.boolean(),
    reasons: z
      .array(reasonJson)
      .meta({ description: 'Every reason against the token; empty if it was accepted.' }),
    claims: z
      .strictObject({
        kid: z.string(),
        sub: z.uuid(),
        sid: z.uuid(),
        user_revision: z.int(),
        issued_at: z.iso.datetime(),
        expires_at: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'TokenExplanation' });

type Reason = z.input<typeof reasonJson>;

const payload = accessPayload.extend({ iss: z.unknown(), aud: z.unknown() });
type Payload = z.output<typeof payload>;

/**
 * Explains why an access token was accepted or refused at a time. The log decides, with its events up to that time.
 *
 * @param until the point of the log at that time
 * @param issuer the issuer and audience of the tokens of this service
 * @throws UnreadableEvent
 */
export async function explainToken(
  log: EventLog,
  token: string,
  { at, until, issuer }: { readonly at: Date; readonly until: Instant; readonly issuer: string },
): Promise<z.input<typeof explanationJson>> {
  const read = readToken(token);
  if (read === null)
    return {
      at: at.toISOString(),
      accepted: false,
      reasons: [{ code: 'malformed', event: null }],
      claims: null,
    };
  const { kid, claims, grant } = read;
  const reasons = [
    ...(await keyReasons(log, token, kid, at)),
    ...issuerReasons(claims, issuer),
    ...timeReasons(claims, at),
    ...(await sessionReasons(log, claims, until)),
    // Events of four streams can end the use of an organisation, so the reason names none.
    ...((await wasCurrentGrant(log, claims.sub, grant, until))
      ? []
      : [{ code: 'organization_access_ended' as const, event: null }]),
  ];
  return {
    at: at.toISOString(),
    accepted: reasons.length === 0,
    reasons,
    claims: {
      kid,
      sub: claims.sub,
      sid: claims.sid,
      user_revision: claims.ur,
      issued_at: new Date(claims.iat * 1000).toISOString(),
      expires_at: new Date(claims.exp * 1000).toISOString(),
    },
  };
}

interface ReadToken {
  readonly kid: string;
  readonly claims: Payload;
  readonly grant: OrganizationGrant | null;
}

function readToken(token: string): ReadToken | null {
  try {
    const { kid = '', typ } = decodeProtectedHeader(token);
    if (typ !== ACCESS_TOKEN_TYPE || !isCanonical(token)) return null;
    const decoded = decodeJwt(token);
    return { kid, claims: payload.parse(decoded), grant: grantOfClaims(decoded) };
  } catch {
    // A text that is no token of this service.
    return null;
  }
}

async function keyReasons(log: EventLog, token: string, kid: string, at: Date): Promise<Reason[]> {
  // Withdrawn and expired keys stay in the ring.
  const key = (await loadState(log, keyring)).find(({ id }) => id === kid);
  if (key === undefined) return [{ code: 'unknown_key', event: null }];
  try {
    await compactVerify(token, await importJWK({ ...key.publicKey }, key.algorithm), {
      algorithms: [key.algorithm],
    });
  } catch (error) {
    if (error instanceof errors.JOSEError) return [{ code: 'invalid_signature', event: null }];
    throw error;
  }
  const isWithdrawn = key.withdrawnAt !== null && key.withdrawnAt <= at;
  return isWithdrawn ? [{ code: 'key_withdrawn', event: null }] : [];
}

/** A change of `PUBLIC_URL` changes the issuer. */
function issuerReasons({ iss, aud }: Payload, issuer: string): Reason[] {
  return iss === issuer && aud === issuer ? [] : [{ code: 'other_issuer', event: null }];
}

function timeReasons({ iat, exp }: Payload, at: Date): Reason[] {
  const isEarly = at.getTime() + TOKEN_TOLERANCE_MS < iat * 1000;
  const isLate = at.getTime() >= exp * 1000 + TOKEN_TOLERANCE_MS;
  return [
    ...(isEarly ? [{ code: 'not_yet_issued', event: null } as const] : []),
    ...(isLate ? [{ code: 'expired', event: null } as const] : []),
  ];
}

async function sessionReasons(
  { store, codec }: EventLog,
  { sub, sid, ur }: Payload,
  until: Instant,
): Promise<Reason[]> {
  const streams = await store.readStreams([sessionAt(sid).stream, userAt(sub).stream]);
  const [session = [], account = []] = await Promise.all(
    streams.map((stream) => {
      const last = positionWithin(stream, until);
      return codec.decode(stream.filter(({ position }) => position <= last));
    }),
  );
  const ended = session.find(({ type }) => type === 'SessionEnded');
  const endedByAccount = account.find((event) => endsSession(event, { id: sid, userRevision: ur }));
  return [
    ...(session.length === 0 ? [{ code: 'unknown_session', event: null } as const] : []),
    ...(ended === undefined ? [] : [{ code: 'session_ended', event: causeOf(ended) } as const]),
    ...(endedByAccount === undefined
      ? []
      : [{ code: 'sessions_of_account_ended', event: causeOf(endedByAccount) } as const]),
  ];
}

function causeOf({ id, type, position, occurredAt, actor, correlationId }: LoggedEvent): Reason['event'] {
  return { id, type, position, occurred_at: occurredAt.toISOString(), actor, correlation_id: correlationId };
}

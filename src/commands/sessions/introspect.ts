import { acceptedHashes, isUsable } from '../../domain/api-key/decisions.js';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { SessionId } from '../../domain/ids.js';
import { isWithinGrace } from '../../domain/refresh/decisions.js';
import type { RefreshLifetimes } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { userAt } from '../../domain/user/user.js';
import { loadState } from '../../eventstore/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { CLIENT_ID } from '../../security/tokens/access-tokens.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';
import { isSameHash, readApiKey } from '../../security/tokens/api-keys.js';
import type { RefreshTokens } from '../../security/tokens/refresh-tokens.js';

/** What is said of a token that counts (RFC 7662 §2.2); times in seconds. */
export interface ActiveToken {
  readonly active: true;
  readonly token_type: 'Bearer' | 'refresh_token' | 'api_key';
  readonly client_id: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly iss?: string;
  readonly aud?: string;
  readonly jti?: string;
  readonly sid?: string;
  readonly amr?: string[];
  readonly auth_time?: number;
  readonly scope?: string;
}

interface Parts {
  readonly log: EventLog;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly rules: RefreshLifetimes;
}

/**
 * What a token is worth at this moment, by the log itself: of what was revoked anywhere nothing counts any more. Asking
 * uses nothing up.
 *
 * @returns null for anything that is no token or counts no more
 */
export async function introspect(parts: Parts, token: string, now: Date): Promise<ActiveToken | null> {
  return (
    (await accessToken(parts, token)) ??
    (await refreshToken(parts, token, now)) ??
    (await apiKey(parts.log, token, now))
  );
}

/** The session that an access or refresh token of ours belongs to, whatever has become of it; null for anything else. */
export async function sessionOf(
  { accessTokens, refreshTokens }: Pick<Parts, 'accessTokens' | 'refreshTokens'>,
  token: string,
): Promise<SessionId | null> {
  const claims = refreshTokens.read(token) ?? (await accessTokens.verify(token));
  return claims?.sessionId ?? null;
}

async function accessToken({ log, accessTokens }: Parts, token: string): Promise<ActiveToken | null> {
  const claims = await accessTokens.verify(token);
  if (claims === null) return null;
  const [user, session] = await Promise.all([
    loadState(log, userAt(claims.userId)),
    loadState(log, sessionAt(claims.sessionId)),
  ]);
  if (!isActive(user, session)) return null;
  return {
    active: true,
    token_type: 'Bearer',
    client_id: CLIENT_ID,
    iss: accessTokens.issuer,
    aud: accessTokens.issuer,
    sub: claims.userId,
    sid: claims.sessionId,
    jti: claims.tokenId,
    amr: [...claims.amr],
    auth_time: seconds(claims.authTime),
    iat: seconds(claims.issuedAt),
    exp: seconds(claims.expires),
  };
}

async function refreshToken(
  { log, refreshTokens, rules }: Parts,
  token: string,
  now: Date,
): Promise<ActiveToken | null> {
  const claims = refreshTokens.read(token);
  if (claims === null) return null;
  const { sessionId, generation } = claims;
  const [session, family] = await Promise.all([
    loadState(log, sessionAt(sessionId)),
    loadState(log, familyAt(sessionId)),
  ]);
  if (session.status !== 'started' || family.status !== 'alive') return null;
  const counts = generation === family.generation || isWithinGrace(family, generation, rules, now);
  if (!counts || now >= family.idleExpires) return null;
  if (!isActive(await loadState(log, userAt(session.userId)), session)) return null;
  return {
    active: true,
    token_type: 'refresh_token',
    client_id: CLIENT_ID,
    sub: session.userId,
    sid: sessionId,
    iat: seconds(family.issuedAt),
    exp: seconds(family.idleExpires),
  };
}

async function apiKey(log: EventLog, token: string, now: Date): Promise<ActiveToken | null> {
  const read = readApiKey(token);
  if (read === null) return null;
  const key = await loadState(log, apiKeyAt(read.keyId));
  if (!isUsable(key, now)) return null;
  if (!acceptedHashes(key, now).some((hash) => isSameHash(read.secretHash, hash))) return null;
  return {
    active: true,
    token_type: 'api_key',
    client_id: key.id,
    sub: key.id,
    scope: key.scopes.join(' '),
    iat: seconds(key.createdAt),
    exp: seconds(key.expires),
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

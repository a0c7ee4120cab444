import { apiKeyAt } from '../../domain/api-key/api-key.js';
import { isRevoked } from '../../domain/api-key/decisions.js';
import { isWithinGrace } from '../../domain/refresh/decisions.js';
import type { RefreshLifetimes } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { isCurrentGrant } from '../../domain/organization/organization-grant.js';
import { permissionsOf } from '../../domain/roles/access.js';
import { sessionAt } from '../../domain/session/session.js';
import type { AssuranceLevel } from '../../domain/user/factors/assurance.js';
import { userAt } from '../../domain/user/user.js';
import { loadAccess } from '../../eventstore/folding/load-access.js';
import { loadMember } from '../../eventstore/folding/load-member.js';
import { permissionsFrom } from '../../eventstore/folding/load-permissions.js';
import { loadState, loadStateOrEnd } from '../../eventstore/folding/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { CLIENT_ID } from '../../security/tokens/access-tokens.js';
import type { AccessTokens, VerifiedClaims } from '../../security/tokens/access-tokens.js';
import type { ActingSession } from '../../security/tokens/acting-session.js';
import { claimsOfGrant } from '../../security/tokens/claims/organization-claims.js';
import type { RefreshTokens } from '../../security/tokens/refresh-tokens.js';
import { findUsableApiKey } from '../api-keys/find-usable-api-key.js';
import type { CommandDependencies } from '../dependencies.js';
import { isOpenSession } from '../steps/access/required-connection.js';

/** Claims of an active token (RFC 7662 §2.2). Times are in seconds since the epoch. */
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
  readonly acr?: AssuranceLevel;
  readonly auth_time?: number;
  readonly scope?: string;
  /** The administrator who acts as the subject (RFC 8693 §4.1). */
  readonly act?: { readonly sub: string };
  /** The organisation that the token or the key is for, with the roles of the subject there. */
  readonly org_id?: string;
  readonly org_rev?: string;
  readonly roles?: string[];
  readonly roles_overflow?: true;
}

interface IntrospectionDependencies extends Pick<CommandDependencies, 'requiredConnection'> {
  readonly log: EventLog;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly rules: RefreshLifetimes;
}

/**
 * Introspects an access token, a refresh token or an API key (RFC 7662). The log decides, not a cache, so a revocation
 * takes effect at once. A refresh token is not rotated.
 *
 * @returns null for an inactive token and for any other text
 */
export async function introspect(
  dependencies: IntrospectionDependencies,
  token: string,
  now: Date,
): Promise<ActiveToken | null> {
  return (
    (await introspectAccessToken(dependencies, token)) ??
    (await introspectRefreshToken(dependencies, token, now)) ??
    (await introspectApiKey(dependencies, token, now))
  );
}

async function introspectAccessToken(
  { log, accessTokens, requiredConnection }: IntrospectionDependencies,
  token: string,
): Promise<ActiveToken | null> {
  const claims = await accessTokens.verify(token);
  if (claims === null) return null;
  const [user, session] = await Promise.all([
    loadState(log, userAt(claims.userId)),
    loadState(log, sessionAt(claims.sessionId)),
  ]);
  if (!isActive(user, session) || !(await mayStillAct(log, claims.impersonator))) return null;
  if (!(await isStillMember(log, claims))) return null;
  if (!(await isOpenSession({ requiredConnection }, user, session))) return null;
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
    acr: claims.acr,
    auth_time: seconds(claims.authTime),
    iat: seconds(claims.issuedAt),
    exp: seconds(claims.expires),
    ...(claims.impersonator !== null && { act: { sub: claims.impersonator.userId } }),
    ...claimsOfGrant(claims.organization),
  };
}

/** Tells whether an administrator may still act as another person: the session is active, and the permission remains. */
async function mayStillAct(log: EventLog, impersonator: ActingSession | null): Promise<boolean> {
  if (impersonator === null) return true;
  const [facts, session] = await Promise.all([
    loadAccess(log, impersonator.userId),
    loadState(log, sessionAt(impersonator.sessionId)),
  ]);
  return isActive(facts.user, session) && permissionsOf(facts).has('users:impersonate');
}

/** Tells whether the subject of a token for an organisation may still use it. */
async function isStillMember(log: EventLog, { userId, organization }: VerifiedClaims): Promise<boolean> {
  if (organization === null) return true;
  const { organizationId } = organization;
  return isCurrentGrant(organization, await loadMember(log, { organizationId, userId }));
}

async function introspectRefreshToken(
  { log, refreshTokens, requiredConnection, rules }: IntrospectionDependencies,
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
  // The caller is not the client, so a token that only one location may present is inactive.
  const presented = { generation, location: null };
  const isAccepted = generation === family.generation || isWithinGrace(family, presented, rules, now);
  if (!isAccepted || now >= family.idleExpires) return null;
  const user = await loadState(log, userAt(session.userId));
  if (!isActive(user, session) || !(await isOpenSession({ requiredConnection }, user, session))) return null;
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

async function introspectApiKey(
  { log }: IntrospectionDependencies,
  token: string,
  now: Date,
): Promise<ActiveToken | null> {
  const apiKeys = { find: (keyId: string) => loadStateOrEnd(log, apiKeyAt(keyId), isRevoked) };
  const key = await findUsableApiKey(apiKeys, permissionsFrom(log), token, now);
  if (key === null) return null;
  return {
    active: true,
    token_type: 'api_key',
    client_id: key.id,
    sub: key.id,
    scope: key.scopes.join(' '),
    ...(key.organizationId !== null && { org_id: key.organizationId }),
    iat: seconds(key.createdAt),
    exp: seconds(key.expires),
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { ApiKeyCheck } from '../../../commands/api-keys/check-api-key.js';
import { actorOfKey } from '../../../domain/api-key/api-key.js';
import { ALL_PERMISSIONS } from '../../../domain/permissions.js';
import { BEARER_TOKEN } from '../../../security/tokens/bearer-token.js';
import { sourceOf } from '../requests/request-context.js';
import type { Caller } from '../requests/request-context.js';

interface ServiceCredentials {
  /** The internal service token, or null if services use API keys only. */
  readonly serviceToken: string | null;
  readonly checkApiKey: ApiKeyCheck;
}

/** The `Authorization` header (RFC 6750 §2.1). Tokens in the body or the query are ignored. */
const BEARER = new RegExp(`^Bearer (${BEARER_TOKEN.source})$`, 'i');

/** A holder of the internal service token, which has every permission. */
export const SERVICE_CALLER = {
  kind: 'service',
  actor: 'service',
  userId: null,
  person: null,
  scopes: new Set(ALL_PERMISSIONS),
  authority: 'everything',
  expires: null,
  organizationId: null,
} as const satisfies Caller;

/** Returns the service with this internal token or API key, or null. */
export async function serviceOf(
  token: string,
  request: Request,
  { serviceToken, checkApiKey }: ServiceCredentials,
) {
  if (isServiceToken(token, serviceToken)) return SERVICE_CALLER;
  const { requestId } = request.res?.locals as { requestId: string };
  const key = await checkApiKey({ token, correlationId: requestId, source: () => sourceOf(request) });
  if (key === null) return null;
  const scopes = new Set(key.scopes);
  const { id, expires, person, organizationId } = key;
  return {
    kind: 'service',
    actor: actorOfKey(id),
    userId: null,
    person,
    scopes,
    authority: scopes,
    expires,
    organizationId,
  } as const;
}

/** Returns the bearer token of a request, if its only `Authorization` header has one. */
export function bearerOf(request: Request): string | undefined {
  // Parsers disagree on which of two headers applies; a proxy may have checked the other one.
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) return undefined;
  return BEARER.exec(request.get('authorization') ?? '')?.[1];
}

/** Compares a token with the internal service token in constant time. */
function isServiceToken(token: string, serviceToken: string | null): boolean {
  if (serviceToken === null) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(serviceToken));
}

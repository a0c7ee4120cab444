import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { JWTHeaderParameters } from 'jose';
import { sessionAt } from '../../../src/domain/session/session.js';
import { stolenSigningKey } from './signing-keys.js';
import type { TestStores } from '../stores/stores.js';
import { openUserLog } from './user-log.js';
import { aSessionId, aUserId, anEventId } from './ids.js';
import { sessionStarted } from './session-events.js';

const HOUR_MS = 3_600_000;

/** An access token like a given one, of an active session that its user started an hour ago. */
export async function agedToken(stores: TestStores, token: string): Promise<string> {
  const claims = decodeJwt<{ ur: number }>(token);
  const sessionId = aSessionId();
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const now = new Date(Date.now() - HOUR_MS);
  const { stream } = sessionAt(sessionId);
  const event = {
    ...sessionStarted(aUserId(String(claims.sub)), { user_revision: claims.ur, device: 'an old device' }),
    id: anEventId(),
    stream,
    revision: 0,
    occurredAt: now,
    actor: 'system',
  };
  const cause = { commandId: randomUUID(), correlationId: randomUUID(), actor: 'system', now, source: null };
  await log.store.append([{ stream, expected: 'no_stream', events: [await log.codec.encode(event, cause)] }]);
  await log.close();
  const { sign } = await stolenSigningKey(stores);
  const header = decodeProtectedHeader(token) as JWTHeaderParameters;
  return await new SignJWT({ ...claims, sid: sessionId }).setProtectedHeader(header).sign(sign);
}

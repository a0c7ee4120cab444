import { expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { accessTokens } from '../../src/security/tokens/access-tokens.js';
import { sharedSigningKeys } from '../../src/security/tokens/signing-keys.js';
import { aUserId, aSessionId } from '../support/domain/ids.js';

const TTL_SECONDS = 600;
const tokens = accessTokens(
  sharedSigningKeys('b7Kp2Xw9Lq4Zn6Vt1Rm8Hs3Dg5Jf0CyA'),
  'http://credence.test',
  TTL_SECONDS * 1000,
  () => new Date(),
);
const now = new Date();
const claims = {
  userId: aUserId(),
  sessionId: aSessionId(),
  userRevision: 0,
  amr: ['pwd'],
  acr: 'aal1' as const,
  authTime: now,
};

test.each([
  ['lives for the configured lifetime', 86_400, TTL_SECONDS],
  ['does not outlive its session', 90, 90],
  ['lives for a second at least', 0, 1],
])('an access token %s (REF-7)', async (_, sessionSeconds, life) => {
  const ends = new Date(now.getTime() + sessionSeconds * 1000);
  const { token, lifeSeconds } = await tokens.issue(claims, ends, now);
  const { iat = 0, exp = 0 } = decodeJwt(token);
  expect([exp - iat, lifeSeconds]).toEqual([life, life]);
  expect(await tokens.verify(token)).toMatchObject({ sessionId: claims.sessionId });
});

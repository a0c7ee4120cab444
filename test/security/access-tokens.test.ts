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
);
const now = new Date();
const claims = {
  userId: aUserId(),
  sessionId: aSessionId(),
  userRevision: 0,
  amr: ['pwd'],
  authTime: now,
};

test.each([
  ['as long as any, where its session goes on', 86_400, TTL_SECONDS],
  ['no longer than its session', 90, 90],
  ['a second at the least', 0, 1],
])('REF-7 an access token lives %s', async (_, left, life) => {
  const ends = new Date(now.getTime() + left * 1000);
  const { token, lifeSeconds } = await tokens.issue(claims, ends, now);
  const { iat = 0, exp = 0 } = decodeJwt(token);
  expect([exp - iat, lifeSeconds]).toEqual([life, life]);
  expect(await tokens.verify(token)).toMatchObject({ sessionId: claims.sessionId });
});

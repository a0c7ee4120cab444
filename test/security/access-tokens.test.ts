import { expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { accessTokens } from '../../src/security/tokens/access-tokens.js';
import { sharedSigningKeys } from '../../src/security/tokens/signing-keys.js';
import { organizationIdSchema } from '../../src/domain/ids.js';
import { grantOfClaims } from '../../src/security/tokens/claims/organization-claims.js';
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

const organization = {
  organizationId: organizationIdSchema.parse('0192f1c4-7a3e-7d10-8b52-6f0e9c1a2b3d'),
  roles: ['owner', 'clerk'],
  revisions: { organization: 4, ownRoles: 0, membership: 12 },
};
const inAnHour = new Date(now.getTime() + 3_600_000);

test('a token for an organisation names it, the roles there and the state that it was issued by', async () => {
  const { token } = await tokens.issue({ ...claims, organization }, inAnHour, now);
  const { organizationId: id, roles } = organization;
  expect(decodeJwt(token)).toMatchObject({ org_id: id, roles, org_rev: '4.0.12' });
  expect(await tokens.verify(token)).toMatchObject({ organization });
  expect(decodeJwt(token)).not.toHaveProperty('roles_overflow');
});

test('a token without room for the roles says so, and stays short (RBAC-11)', async () => {
  const { token } = await tokens.issue(
    { ...claims, organization: { ...organization, roles: null } },
    inAnHour,
    now,
  );
  expect(decodeJwt(token)).toMatchObject({ roles_overflow: true });
  expect(decodeJwt(token)).not.toHaveProperty('roles');
  expect(token.length).toBeLessThanOrEqual(1600);
  expect(await tokens.verify(token)).toMatchObject({ organization: { roles: null } });
});

test('a token with a part of the claims of an organisation does not pass for one of the session', () => {
  const { organizationId: org_id } = organization;
  expect(grantOfClaims({})).toBeNull();
  expect(() => grantOfClaims({ org_id })).toThrow();
  expect(() => grantOfClaims({ org_rev: '1.1.1' })).toThrow();
  for (const org_rev of ['1.1', '1.1.1.1', '-1.0.0', '1.1.1e9', 7])
    expect(() => grantOfClaims({ org_id, org_rev })).toThrow();
});

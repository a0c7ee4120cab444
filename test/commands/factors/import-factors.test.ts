import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { signInByPasskey } from '../../../src/commands/authentication/sign-in-by-passkey.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { requestSecondStepCode } from '../../../src/commands/authentication/sms/request-sms-code.js';
import { exportFactors } from '../../../src/commands/factors/import/export-factors.js';
import { factorLine } from '../../../src/commands/factors/import/factor-line.js';
import { importFactors } from '../../../src/commands/factors/import/import-factors.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { load } from '../../../src/commands/handle.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { InvalidCode } from '../../../src/domain/user/factors/factor-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { aWorld, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aFactorId, SEED } from '../../support/domain/factor-events.js';
import { newestSms, PHONE } from '../../support/domain/phones.js';
import {
  credentials,
  enrolledAccount,
  firstStep,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import { codeOfStep } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { singleStreamStore } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { answer, email, signedIn } from '../../support/webauthn/accounts.js';
import { encodeCbor } from '../../support/webauthn/encode-cbor.js';
import type { Encodable } from '../../support/webauthn/encode-cbor.js';
import { anAuthenticator, CHALLENGE, register, USER_HANDLE } from '../../support/webauthn/ceremonies.js';

const RULES = { rpId: 'example.org', admitsKeys: true, countries: new Set(['DE']) };
const OPTIONS = { phoneRules: { mayBeAlone: false, rpId: RULES.rpId }, isDryRun: false };
const LINE = { email, totp: [{ secret: SEED }] };
const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** Imports a line as it stands in a file. Returns true if it added something. */
async function importLine(world: World, line: object, cause = aCause(), options = OPTIONS): Promise<boolean> {
  const { log, emailClaimStream, webauthn } = world;
  const { credentialClaimStream } = webauthn;
  const dependencies = { log, emailClaimStream, credentialClaimStream };
  return await importFactors(dependencies, factorLine(RULES).parse(line), options, cause);
}

/** A passkey of a line, and the authenticator that holds it. */
async function exportedKey() {
  const authenticator = anAuthenticator();
  const { credentialId, publicKey, signCount, aaguid } = await register(authenticator.create(CHALLENGE));
  const line = {
    credential_id: credentialId,
    public_key: publicKey,
    sign_count: signCount,
    aaguid,
    backup_eligible: true,
    backed_up: true,
    user_handle: USER_HANDLE,
  };
  return { authenticator, line };
}

const settings = ['SHA-1', 'sha256', 'SHA512'].flatMap((algorithm) =>
  [6, 8].flatMap((digits) => [30, 60].map((period) => ({ algorithm, digits, period }))),
);

describe('an import of factors', () => {
  test.each(settings)(
    'lets the codes of an app with $algorithm, $digits digits and $period s sign in (MFA-45)',
    async ({ algorithm, digits, period }) => {
      const world = aWorld();
      await verifiedAccount(world);
      const secret = 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq gezd gnbv gy3t qojq gezd ====';
      await importLine(world, { email, totp: [{ secret, algorithm, digits, period }] });
      const seed = secret.replace(/[ =]/g, '').toUpperCase();
      const code = (step: number) => {
        const hash = { algorithm: algorithm.toLowerCase().replace('-', ''), digits };
        return { method: 'totp' as const, code: codeOfStep(step, seed, hash) };
      };
      const step = Math.floor(NOW.getTime() / (period * 1000));
      const mfaToken = await firstStep(world);
      const enter = async (at: number) => await completeSignIn(world, mfaToken, code(at), null, aCause());
      await expect(enter(step)).rejects.toThrow(InvalidCode);
      expect((await enter(step + 1)).session.acr).toBe('aal2');
    },
  );

  test.each(stores)(
    'lets a passkey sign in, and repeats without an effect, on a log that %s (MFA-45)',
    async (_, adapt) => {
      const world = aWorld(adapt(openMemoryEventStore()));
      await verifiedAccount(world);
      const { authenticator, line } = await exportedKey();
      const cause = aCause();
      expect(await importLine(world, { email, passkeys: [line] }, cause)).toBe(true);
      const before = (await world.log.events()).length;
      expect(await importLine(world, { email, passkeys: [line] }, cause)).toBe(false);
      expect(await importLine(world, { email, passkeys: [line] })).toBe(false);
      expect(await world.log.events()).toHaveLength(before);
      const grant = await signInByPasskey(world, answer(world, authenticator), aCause(minutesLater(1)), null);
      expect(grant.acr).toBe('aal2');
    },
  );

  test('lets a phone sign in beside an app (MFA-45)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await importLine(world, { ...LINE, phones: [{ phone: '+49 151 12345678', name: 'Work' }] });
    const step = await owedStep(signIn(world, credentials, aCause()));
    const phone = step.factors.find(({ kind }) => kind === 'phone');
    if (phone === undefined) throw new Error('The sign-in offers no phone.');
    await requestSecondStepCode(world, step.mfaToken, aFactorId(phone.id), aCause());
    const input = { method: 'sms' as const, code: await newestSms(world) };
    expect((await completeSignIn(world, step.mfaToken, input, null, aCause())).session.acr).toBe('aal2');
  });

  test('returns the factors and unused recovery codes of an export to their account (MFA-45)', async () => {
    const world = aWorld();
    const { userId, grant, added, seed } = await enrolledAccount(world);
    const used = { method: 'recovery_code' as const, code: added.recoveryCodes?.[0] ?? '' };
    const later = aCause(minutesLater(1));
    await completeSignIn(world, await firstStep(world), used, null, later);
    const line = await exportFactors(world, userId);
    expect(line).toMatchObject({ user_id: userId, totp: [{ secret: seed, algorithm: 'SHA1' }] });
    expect(line?.recovery_codes?.digests).toHaveLength(9);
    const entrances = { isConfigured: () => true, byMail: false, rpId: RULES.rpId };
    await removeFactor(world, grant, { factorId: added.factor.id, entrances }, aCause());
    expect(await exportFactors(world, userId)).toBeNull();
    expect(await importLine(world, line ?? {})).toBe(true);
    const enter = async (index: number) => {
      const input = { method: 'recovery_code' as const, code: added.recoveryCodes?.[index] ?? '' };
      return await completeSignIn(world, await firstStep(world), input, null, aCause());
    };
    await expect(enter(0)).rejects.toThrow(InvalidCode);
    expect((await enter(1)).session.acr).toBe('aal2');
  });

  test('ends the sessions of an account that gets its first second factor', async () => {
    const { world, caller } = await signedIn();
    const isOn = async () => {
      const user = (await load(world.log, userAt(caller.userId))).state;
      return isActive(user, (await load(world.log, sessionAt(caller.sessionId))).state);
    };
    const { line } = await exportedKey();
    await importLine(world, { user_id: caller.userId, passkeys: [line] });
    expect(await isOn()).toBe(true);
    await importLine(world, { ...LINE });
    expect(await isOn()).toBe(false);
  });

  test('does not return a factor that its owner has removed, when the file is imported again', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const cause = aCause();
    const { authenticator, line } = await exportedKey();
    const again = async () => await importLine(world, { email, passkeys: [line] }, cause);
    expect(await again()).toBe(true);
    const grant = await signInByPasskey(world, answer(world, authenticator), aCause(), null);
    const owned = async () => {
      const { state } = await load(world.log, userAt(id));
      return state.status === 'registered' ? state.factors.map((factor) => factor.id) : [];
    };
    for (const factorId of await owned()) {
      const entrances = { isConfigured: () => true, byMail: false, rpId: RULES.rpId };
      await removeFactor(world, grant, { factorId, entrances }, aCause());
    }
    expect(await again()).toBe(false);
    expect(await owned()).toEqual([]);
  });

  test('writes nothing in a dry run, which refuses the same lines', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await verifiedAccount(world, emailAddress('eve@example.com'));
    const { line } = await exportedKey();
    await importLine(world, { email: 'eve@example.com', passkeys: [line] });
    const before = (await world.log.events()).length;
    const dry = { ...OPTIONS, isDryRun: true };
    expect(await importLine(world, LINE, aCause(), dry)).toBe(true);
    await expect(importLine(world, { email, passkeys: [line] }, aCause(), dry)).rejects.toMatchObject({
      code: 'factor_exists',
    });
    expect(await world.log.events()).toHaveLength(before);
  });

  const codes = { set_id: randomUUID(), digests: ['A'.repeat(43)] };
  test.each([
    ['an unknown account', { ...LINE, email: 'nobody@example.com' }, 'unknown_user'],
    ['an unverified account', { ...LINE, email: 'new@example.com' }, 'email_not_verified'],
    ['a phone without another factor', { email, phones: [{ phone: PHONE }] }, 'phone_alone'],
    ['recovery codes without a factor', { recovery_codes: codes }, 'unknown_factor'],
    ['an eleventh app', { email, totp: Array.from({ length: 10 }, appNumber) }, 'factor_limit'],
  ])('refuses %s (MFA-45)', async (_, line, code) => {
    const world = aWorld();
    await registeredAccount(world, emailAddress('new@example.com'));
    const { id } = await verifiedAccount(world);
    if (code === 'factor_limit') await importLine(world, LINE);
    const owner = 'email' in line ? {} : { user_id: id };
    await expect(importLine(world, { ...line, ...owner })).rejects.toMatchObject({ code });
  });

  test('refuses a credential of another account, and other recovery codes than the account has (MFA-45)', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await verifiedAccount(world, emailAddress('eve@example.com'));
    const { line } = await exportedKey();
    await importLine(world, { email: 'eve@example.com', passkeys: [line] });
    for (const taken of [{ passkeys: [line] }, { recovery_codes: codes }])
      await expect(importLine(world, { user_id: userId, ...taken })).rejects.toMatchObject({
        code: 'factor_exists',
      });
  });
});

describe('a line of an import', () => {
  const publicKey = encodeCbor(anAuthenticator('EdDSA').coseKey).toString('base64url');
  const offCurve = new Map<Encodable, Encodable>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.alloc(32, 1)],
    [-3, Buffer.alloc(32, 1)],
  ]);
  const key = {
    credential_id: 'AAAA',
    public_key: publicKey,
    backup_eligible: true,
    backed_up: true,
    user_handle: 'AAAA',
  };
  const parse = (line: object, rules = RULES) => factorLine(rules).safeParse(line);
  const withKey = (changes: object) => ({ email, passkeys: [{ ...key, ...changes }] });
  const withApp = (changes: object) => ({ email, totp: [{ secret: SEED, ...changes }] });

  test('may have a key of Ed25519', () => {
    expect(parse(withKey({}))).toMatchObject({ success: true });
  });

  test.each([
    ['a secret of 75 bits', withApp({ secret: 'GEZDGNBVGY3TQOJ' }), 'totp.0.secret'],
    ['a secret of an impossible length', withApp({ secret: `${SEED}A` }), 'totp.0.secret'],
    ['a secret that is not base32', withApp({ secret: '0189'.repeat(8) }), 'totp.0.secret'],
    ['MD5', withApp({ algorithm: 'MD5' }), 'totp.0.algorithm'],
    ['7 digits', withApp({ digits: 7 }), 'totp.0.digits'],
    ['steps of 45 s', withApp({ period: 45 }), 'totp.0.period'],
    ['an unknown field', withApp({ counter: 3 }), 'totp.0'],
    [
      'a key off its curve',
      withKey({ public_key: encodeCbor(offCurve).toString('base64url') }),
      'passkeys.0.public_key',
    ],
    ['a key of a random text', withKey({ public_key: 'aGVsbG8' }), 'passkeys.0.public_key'],
    ['padded base64url', withKey({ credential_id: 'AA==' }), 'passkeys.0.credential_id'],
    [
      'an id of 1,024 bytes',
      withKey({ credential_id: 'AAAA'.repeat(341) + 'AA' }),
      'passkeys.0.credential_id',
    ],
    ['a handle of 65 bytes', withKey({ user_handle: 'AAAA'.repeat(21) + 'AAA' }), 'passkeys.0.user_handle'],
    ['a copy of a credential that cannot be copied', withKey({ backup_eligible: false }), 'passkeys.0'],
    ['a passkey of another domain', withKey({ rp_id: 'example.com' }), 'passkeys.0.rp_id'],
    ['a negative counter', withKey({ sign_count: -1 }), 'passkeys.0.sign_count'],
    ['a phone of another country', { email, phones: [{ phone: '+33612345678' }] }, 'phones.0.phone'],
    ['a premium number', { email, phones: [{ phone: '+49 900 1234567' }] }, 'phones.0.phone'],
    [
      'codes for an address',
      { email, recovery_codes: { set_id: randomUUID(), digests: ['A'.repeat(43)] } },
      '',
    ],
    ['no account', { totp: [] }, ''],
    ['two names of one account', { email, user_id: randomUUID() }, ''],
    ['eleven apps', { email, totp: Array.from({ length: 11 }, appNumber) }, 'totp'],
  ])('is refused with %s, and the refusal names the field (MFA-45)', (_, line, path) => {
    const { error } = parse(line);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('has no passkeys where every authenticator must prove its model', () => {
    expect(parse(withKey({}), { ...RULES, admitsKeys: false }).error?.issues[0]?.path).toEqual([
      'passkeys',
      0,
    ]);
  });
});

function appNumber(_: unknown, index: number) {
  return { secret: SEED.slice(0, -1) + 'ABCDEFGHIJKLMN'.charAt(index) };
}

import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { completeRegistration } from '../../../src/commands/federation/complete-registration.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { signUpByMail } from '../../../src/commands/authentication/mailed/sign-up-by-mail.js';
import { signInByLink } from '../../../src/commands/authentication/mailed/sign-in-by-link.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { handle } from '../../../src/commands/handle.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import { OtherBrowser } from '../../../src/domain/policies/complete-registration.js';
import { levelOf } from '../../../src/domain/policies/level-of.js';
import { InvalidCredentials, LinkUsed, requireRegistered } from '../../../src/domain/user/decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { InvalidCode } from '../../../src/domain/user/factors/factor-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { LogUnavailable } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { interceptAppends, singleStreamStore, stopBeforeAppend } from '../../support/hostile/faulty-store.js';
import {
  aWorld,
  newestLink,
  registeredAccount,
  verifiedAccount,
} from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aFactorId, passkeyAdded, totpAdded } from '../../support/domain/factor-events.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import { aWorker } from '../../support/domain/a-worker.js';
import {
  BROWSER,
  minutesAfter,
  newestMail,
  openLink,
  requestedMail,
  requestMail,
  startedSessions,
  typeCode,
  wrongCode,
} from '../../support/domain/mailed-sign-ins.js';
import { accountWithFactor, credentials, owedStep } from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { deactivated, emailChanged, NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { aUserId } from '../../support/domain/ids.js';

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** An identity whose provider is not trusted for the domain of its address. */
const unvouched: ProvenIdentity = {
  provider: 'acme',
  issuer: 'https://acme.example',
  subject: '1815',
  email: { address: credentials.email, verified: true, trusted: false },
  name: 'Ada',
};

async function aMail(world = aWorld(), anAccount = verifiedAccount) {
  const account = await anAccount(world);
  return { world, account, mail: await requestedMail(world) };
}

/** The outcomes of concurrent attempts. */
async function outcomes(attempts: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(attempts);
  return {
    succeeded: settled.filter(({ status }) => status === 'fulfilled').length,
    refusals: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  };
}

describe('sign-in by a mailed link', () => {
  test('a link signs in by mail at the first level and replaces the presented session (MGC-13)', async () => {
    const { world, mail, account } = await aMail();
    const presented = await signIn(world, credentials, aCause());
    const cause = { ...aCause(), source: { ip: '203.0.113.7', userAgent: 'curl/8.5.0' } };
    const grant = await signInByLink(world, { token: mail.token, request: BROWSER }, cause, presented);
    expect(grant).toMatchObject({ userId: account.id, amr: ['email'], acr: 'aal1' });
    const state = await loadState(world.log, sessionAt(presented.sessionId));
    expect(state).toMatchObject({ status: 'ended' });
    const started = (await world.log.events()).findLast(({ type }) => type === 'SessionStarted');
    expect(started?.data).toMatchObject({ amr: ['email'], provider: null, notice: 'new_device' });
  });

  test.each([
    ['another browser', 'browser.other'],
    ['a client without the cookie', null],
    ['an app', 'app.own'],
  ])('a link opened in %s is refused and stays unused (MGC-2, MGC-3)', async (_, request) => {
    const { world, mail, account } = await aMail();
    await expect(openLink(world, mail, request)).rejects.toThrow(OtherBrowser);
    expect(await world.log.types(`code-${account.id}.sign_in`)).toEqual(['CodeSent']);
    expect(await openLink(world, mail)).toMatchObject({ amr: ['email'] });
  });

  test('a link works once, also for its own browser (MGC-5)', async () => {
    const { world, mail } = await aMail();
    await openLink(world, mail);
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
  });

  test('a repeat of the command returns the same session', async () => {
    const { world, mail } = await aMail();
    const cause = aCause();
    const first = await openLink(world, mail, BROWSER, cause);
    expect(await openLink(world, mail, BROWSER, cause)).toMatchObject({ sessionId: first.sessionId });
  });

  test('a link ends with a newer request of any browser (MGC-6)', async () => {
    const { world, mail } = await aMail();
    await requestMail(world, 'browser.other');
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
  });

  test('a link works for ten minutes by the shared clock (MGC-6, MFA-11)', async () => {
    const { world, mail } = await aMail();
    await expect(openLink(world, mail, BROWSER, minutesAfter(10))).rejects.toThrow(LinkUsed);
    await openLink(world, mail, BROWSER, minutesAfter(9.5));
  });

  test.each<[string, UserEvent]>([
    ['a changed address', emailChanged],
    ['a sign-out everywhere', { type: 'SessionsEnded', data: { kept_session: null, reason: null } }],
    ['a deactivation', deactivated],
  ])('%s ends the link and the code (MGC-6)', async (_, event) => {
    const { world, mail, account } = await aMail();
    await handle(world.log, aCause(), { user: userAt(account.id) }, () => ({ user: [event] }));
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
    await expect(typeCode(world, mail.code)).rejects.toThrow(InvalidCode);
  });

  test('a password reset ends the link (MGC-6)', async () => {
    const { world, mail, account } = await aMail();
    await requestPasswordReset(world, credentials, aCause());
    const token = await newestLink(world, account.id, 'reset-password');
    await resetPassword(world, { token, new_password: 'another long passphrase' }, aCause());
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
  });

  test('the tokens of other links sign nobody in', async () => {
    const { world, mail, account } = await aMail();
    const token = world.linkTokens.issue('reset-password', { userId: account.id, eventId: mail.id });
    await expect(openLink(world, { token })).rejects.toThrow(LinkUsed);
    const foreign = world.linkTokens.issue('sign-in-link', { userId: aUserId(), eventId: mail.id });
    await expect(openLink(world, { token: foreign })).rejects.toThrow(LinkUsed);
  });

  test('an account with a factor owes the second step, which mail does not prove (MGC-9, MFA-11, MFA-12, MFA-37)', async () => {
    const world = aWorld();
    const account = await accountWithFactor(world);
    const mail = await requestedMail(world);
    const step = await owedStep(openLink(world, mail));
    expect(step.factors.map(({ kind }) => kind)).toEqual(['totp']);
    expect(step.trustAllowed).toBe(false);
    expect(await startedSessions(world, account.id)).toBe(0);
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
    await expect(typeCode(world, mail.code)).rejects.toThrow(InvalidCode);
    const second = { method: 'totp' as const, code: codeAt(NOW) };
    const { session } = await completeSignIn(world, step.mfaToken, second, null, aCause());
    expect(session).toMatchObject({ amr: ['email', 'otp', 'mfa'], acr: 'aal2' });
  });

  test('no sum of mails, passwords and providers reaches the second level (MFA-37)', () => {
    expect(levelOf(['email', 'pwd'])).toBe('aal1');
    expect(levelOf(['email', 'fed', 'pwd'])).toBe('aal1');
  });
});

describe('sign-in by a mailed code', () => {
  test('a code of eight digits signs in where it was requested (MGC-3, MGC-7)', async () => {
    const { world, mail } = await aMail();
    expect(mail.code).toMatch(/^\d{8}$/);
    await expect(typeCode(world, mail.code, 'browser.other')).rejects.toThrow(InvalidCode);
    await expect(typeCode(world, mail.code, null)).rejects.toThrow(InvalidCode);
    expect(await typeCode(world, mail.code)).toMatchObject({ amr: ['email'], acr: 'aal1' });
    await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
  });

  test('the fifth wrong code is the last one that is compared (MGC-7)', async () => {
    const { world, mail } = await aMail();
    for (let tries = 0; tries < 5; tries += 1)
      await expect(typeCode(world, wrongCode(mail))).rejects.toThrow(InvalidCode);
    await expect(typeCode(world, mail.code)).rejects.toThrow(InvalidCode);
    expect(world.codeOutcomes).toEqual(['sent', 'failed', 'failed', 'failed', 'failed', 'failed', 'refused']);
    expect(await openLink(world, mail)).toMatchObject({ amr: ['email'] });
  });

  test('sixty wrong codes at once are five comparisons, and another mail gives no more (MGC-7)', async () => {
    const { world, mail } = await aMail();
    await outcomes(Array.from({ length: 60 }, () => typeCode(world, wrongCode(mail))));
    expect(world.codeOutcomes.filter((outcome) => outcome === 'failed').length).toBeLessThanOrEqual(5);
    const again = minutesAfter(5);
    await requestMail(world, BROWSER, again.now);
    await expect(typeCode(world, (await newestMail(world)).code, BROWSER, again)).rejects.toThrow(
      InvalidCode,
    );
  });

  test('a stranger uses up no try of the owner (MGC-7)', async () => {
    const { world, mail } = await aMail();
    await outcomes(Array.from({ length: 10 }, () => typeCode(world, wrongCode(mail), 'browser.other')));
    expect(await typeCode(world, mail.code)).toMatchObject({ amr: ['email'] });
  });

  test.each(stores)(
    'link and code at once start one session on a log that %s (MGC-5)',
    async (_, ofStore) => {
      const { world, mail, account } = await aMail(aWorld(ofStore(openMemoryEventStore())));
      const { succeeded, refusals } = await outcomes(
        Array.from({ length: 20 }, (_, i) =>
          i % 2 === 0 ? openLink(world, mail) : typeCode(world, mail.code),
        ),
      );
      expect(succeeded).toBe(1);
      expect(refusals).toHaveLength(19);
      for (const refusal of refusals) {
        expect([LinkUsed, InvalidCode].some((type) => refusal instanceof type)).toBe(true);
      }
      expect(await startedSessions(world, account.id)).toBe(1);
    },
  );

  test.each([
    ['a verified', verifiedAccount],
    ['an unproven', registeredAccount],
  ])(
    'a stop before any append for %s account leaves no half session, and the reader can try again (MFA-44)',
    async (_, anAccount) => {
      for (let append = 1; append <= 6; append += 1) {
        const store = singleStreamStore(openMemoryEventStore());
        const { world, mail, account } = await aMail(aWorld(store), anAccount);
        const stopping = { ...world, log: { ...world.log, store: stopBeforeAppend(store, append) } };
        await openLink(stopping, mail).catch(() => undefined);
        if ((await startedSessions(world, account.id)) === 0) await openLink(world, mail);
        expect(await startedSessions(world, account.id)).toBe(1);
        await expect(openLink(world, mail)).rejects.toThrow(LinkUsed);
      }
    },
  );
});

describe('requests for a sign-in mail', () => {
  test('unknown and deactivated accounts get no mail (MGC-1)', async () => {
    const world = aWorld();
    await requestMail(world);
    const account = await verifiedAccount(world);
    await handle(world.log, aCause(), { user: userAt(account.id) }, () => ({ user: [deactivated] }));
    await requestMail(world);
    expect((await world.log.events()).some(({ type }) => type === 'CodeSent')).toBe(false);
  });

  test('a repeated mail has the same id and the same link, which no store knows (MGC-14)', async () => {
    const { world, mail } = await aMail();
    const sent = (await world.log.events()).find(({ type }) => type === 'CodeSent');
    if (sent === undefined) throw new Error('No mail was sent.');
    const { id: event, stream, revision } = sent;
    const job = { id: `sign-in-link-${event}`, name: 'sign-in-link', stream, event, revision, delayMs: 0 };
    const failing = interceptAppends(world.log.store, () => Promise.reject(new LogUnavailable()));
    const worker = aWorker(world);
    for (const store of [failing, world.log.store])
      await worker.run({ ...job, correlationId: null, sealed: null }, { ...world.log, store });
    expect(worker.sent).toEqual([`<${job.id}@example.com>`, `<${job.id}@example.com>`]);
    expect(await newestMail(world)).toEqual(mail);
    const stored = JSON.stringify(await world.log.events());
    for (const secret of [mail.token, mail.code]) expect(stored).not.toContain(secret);
  });

  test('an hour has ten mails, and a reset mail beside them (MGC-8)', async () => {
    const world = aWorld();
    const account = await verifiedAccount(world);
    for (let i = 0; i < 12; i += 1) await requestMail(world, `browser.${String(i)}`);
    expect(world.codeOutcomes.filter((outcome) => outcome === 'sent')).toHaveLength(10);
    expect(world.codeOutcomes.filter((outcome) => outcome === 'withheld')).toHaveLength(2);
    await requestPasswordReset(world, credentials, aCause());
    expect(await newestLink(world, account.id, 'reset-password')).toBeTruthy();
  });
});

describe('a mailed link into an account that has not proved its address (MGC-10)', () => {
  test('verifies the address, and the password of before dies', async () => {
    const world = aWorld();
    const account = await registeredAccount(world);
    const grant = await openLink(world, await requestedMail(world));
    expect(grant.account).toMatchObject({ verified: true, password: null });
    await expect(signIn(world, credentials, aCause())).rejects.toThrow(InvalidCredentials);
    expect(await loadState(world.log, userAt(account.id))).toMatchObject({ verified: true, password: null });
  });

  test('removes what a stranger may have added under the word of a provider, and ends every session', async () => {
    const world = aWorld();
    const stranger = await signInByIdentity(world, unvouched, aCause());
    const demanded: UserEvent = { type: 'SecondFactorDemanded', data: { by: 'user', reason: null } };
    const added = [totpAdded(aFactorId()), passkeyAdded(), demanded];
    await handle(world.log, aCause(), { user: userAt(stranger.userId) }, () => ({ user: added }));
    const grant = await openLink(world, await requestedMail(world));
    expect(grant.userId).toBe(stranger.userId);
    const user = requireRegistered(await loadState(world.log, userAt(stranger.userId)));
    expect(user).toMatchObject({ emailOnlyAsserted: false, identities: [], factors: [], demandedBy: null });
    expect(user.removed).toHaveLength(1);
    expect(isActive(user, await loadState(world.log, sessionAt(stranger.sessionId)))).toBe(false);
    expect(isActive(user, await loadState(world.log, sessionAt(grant.sessionId)))).toBe(true);
  });

  test('leaves a proved account as it is', async () => {
    const { world, mail } = await aMail();
    await openLink(world, mail);
    expect(await signIn(world, credentials, aCause())).toMatchObject({ amr: ['pwd'] });
  });
});

describe('a sign-up without a password', () => {
  const open = () => {
    const world = aWorld();
    return { ...world, rules: { ...world.rules, passwordlessSignUp: true } };
  };

  /** The link of the newest offer. */
  async function newestOffer({ log, linkTokens }: World): Promise<string> {
    const offered = (await log.events()).findLast(({ type }) => type === 'SignUpOffered');
    if (offered?.type !== 'SignUpOffered') throw new Error('No sign-up was offered.');
    return linkTokens.issue('confirm-sign-up', { userId: offered.data.user_id, eventId: offered.id });
  }

  const confirm = (world: World, token: string, request: string | null = BROWSER) =>
    completeRegistration(
      world,
      { token },
      { browser: null, request, requireProvider: () => undefined },
      aCause(),
    );

  const signUp = (world: World) =>
    signUpByMail(world, { email: credentials.email, username: 'Ada' }, BROWSER, aCause());

  test('offers an account for an unknown address and claims nothing (MGC-11)', async () => {
    const world = open();
    await requestMail(world);
    expect((await world.log.events()).map(({ type }) => type)).toEqual(['SignUpOffered']);
    const { account } = await confirm(world, await newestOffer(world));
    expect(account).toMatchObject({
      email: 'ada@example.com',
      username: 'ada',
      verified: true,
      password: null,
    });
    expect(await openLink(world, await requestedMail(world))).toMatchObject({ amr: ['email'] });
  });

  test('offers nothing unless it is turned on (MGC-11)', async () => {
    const world = aWorld();
    await requestMail(world);
    expect(await world.log.events()).toEqual([]);
    await signUp(world);
    await expect(confirm(world, await newestOffer(world))).rejects.toThrow(LinkUsed);
  });

  test('is confirmed only where it began (MGC-11)', async () => {
    const world = open();
    await signUp(world);
    const token = await newestOffer(world);
    await expect(confirm(world, token, 'browser.other')).rejects.toThrow(OtherBrowser);
    await expect(confirm(world, token, null)).rejects.toThrow(OtherBrowser);
    expect((await confirm(world, token)).account).toMatchObject({ username: 'Ada' });
  });

  test('notifies the owner of a taken address (MGC-11)', async () => {
    const world = open();
    await verifiedAccount(world);
    await signUp(world);
    expect((await world.log.events()).at(-1)?.type).toBe('SignUpRepeated');
  });

  test.each(stores)(
    'and a sign-in link at once open one account on a log that %s (MGC-12)',
    async (_, ofStore) => {
      const memory = aWorld(ofStore(openMemoryEventStore()));
      const world = { ...memory, rules: { ...memory.rules, passwordlessSignUp: true } };
      await signUp(world);
      const offer = await newestOffer(world);
      await requestMail(world);
      const other = await newestOffer(world);
      const { succeeded } = await outcomes([confirm(world, offer), confirm(world, other)]);
      expect(succeeded).toBe(1);
      const accounts = (await world.log.events()).filter(({ type }) => type === 'UserRegistered');
      expect(accounts).toHaveLength(1);
    },
  );
});

import { describe, expect, test } from '@jest/globals';
import {
  ReauthenticationRequired,
  requireRecentAuthentication,
  SessionOver,
} from '../../../src/domain/policies/active-session.js';
import type { SessionEvent } from '../../../src/domain/session/events.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import type { Session } from '../../../src/domain/session/session.js';
import { LinkUsed, RegistrationLapsed, UnknownUser, usesClaim } from '../../../src/domain/user/decisions.js';
import { resetPassword } from '../../../src/domain/user/password-decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import {
  AccountExists,
  requireSignIn,
  lapseLink,
  linkByAddress,
  linkIdentity,
  ProviderLinked,
  registerByIdentity,
  restoreIdentity,
  SignInRefused,
} from '../../../src/domain/user/identity-decisions.js';
import { addPassword, PasswordExists } from '../../../src/domain/policies/passwords/add-password.js';
import {
  linkByUser,
  UnknownIdentity,
  unlinkIdentity,
} from '../../../src/domain/policies/identities-of-signed-in-user.js';
import { LastWayIn } from '../../../src/domain/policies/ways-in.js';
import type { AssertedAddress } from '../../../src/domain/user/identity-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  ADAS_CLAIM,
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  LATER,
  NOW,
  passwordChanged,
  passwordReset,
  passwordSet,
  reactivated,
  registered,
  resetLink,
  resetRequested,
  resetTimes,
} from '../../support/domain/user-history.js';
import { aFactorId, secondFactorDemanded, totpAdded } from '../../support/domain/factor-events.js';
import { aClaimStream, aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';
import type { SessionId, ClaimStream } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const SESSION = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const ISSUER = 'https://accounts.google.com';
const MINUTE = 60_000;
/** The time of the first event of a history. */
const BEGUN = Date.parse('2026-01-01T00:00:00Z');
const RECENTLY = new Date(BEGUN + 15 * MINUTE);
const TOO_LATE = new Date(BEGUN + 15 * MINUTE + 1);

type Linked = Extract<UserEvent, { type: 'OAuthIdentityLinked' }>;

const google = {
  provider: 'google',
  issuer: ISSUER,
  subject: '1815',
  label: 'ada@example.com',
  claim: aClaimStream('claim-1.google-ada'),
};
const othersGoogle = { ...google, subject: '1852', claim: aClaimStream('claim-1.google-other') };
const acme = {
  ...google,
  provider: 'acme',
  issuer: 'https://acme.example',
  claim: aClaimStream('claim-1.acme-ada'),
};

const linked = (identity = google, how: Linked['data']['how'] = 'by_user'): UserEvent => ({
  type: 'OAuthIdentityLinked',
  data: { ...identity, how },
});
const unlinked = ({ provider, claim } = google): UserEvent => ({
  type: 'OAuthIdentityUnlinked',
  data: { provider, claim },
});
const removed = ({ provider, claim } = google): UserEvent => ({
  type: 'OAuthIdentityRemoved',
  data: { provider, claim, expires_at: LATER.toISOString() },
});
const restored = ({ provider, claim } = google): UserEvent => ({
  type: 'OAuthIdentityRestored',
  data: { provider, claim },
});
const lapsed = ({ claim } = google): UserEvent => ({ type: 'OAuthIdentityLinkLapsed', data: { claim } });
const sessionsEnded = (kept: SessionId | null): UserEvent => ({
  type: 'SessionsEnded',
  data: { kept_session: kept, reason: null },
});
const passwordAdded: UserEvent = { type: 'PasswordAdded', data: { password_hash: 'added hash' } };

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];
/** Accounts that were opened by an identity: of a trusted provider, and of another. */
const vouched = [registered, emailVerified, linked(google, 'vouched_sign_up')];
const asserted = [registered, emailVerified, linked(google, 'sign_up')];

const session = historyOf(sessionAt(SESSION));
const started = (provider: string | null, userRevision = 2): SessionEvent =>
  sessionStarted(ADA, {
    user_revision: userRevision,
    amr: [provider === null ? 'pwd' : 'fed'],
    provider,
  });
const byPassword = session(started(null)).state;
const byGoogle = session(started('google')).state;
const over = session(started(null), {
  type: 'SessionEnded',
  data: { user_id: ADA, reason: 'signed_out' },
}).state;

describe('registrations by identity', () => {
  const account = { email: emailAddress('ada@example.com'), claim: ADAS_CLAIM, username: 'ada' };
  const open = (trusted: boolean) => (user: User) =>
    registerByIdentity(user, account, google, { verified: true, trusted });

  test('the account has a verified address, the identity and no password', () => {
    given()
      .when(open(true))
      .then(...vouched);
    expect(given(...vouched).state).toMatchObject({
      email: 'ada@example.com',
      verified: true,
      active: true,
      password: null,
      identities: [{ provider: 'google', claim: google.claim, label: 'ada@example.com' }],
    });
  });

  test('the account records whether the provider is trusted for the address (OAU-3)', () => {
    given()
      .when(open(false))
      .then(...asserted);
    expect(given(...vouched).state).toMatchObject({ emailOnlyAsserted: false });
    expect(given(...asserted).state).toMatchObject({ emailOnlyAsserted: true });
  });

  test.each([
    ['abandoned', given(abandoned)],
    ['used', given(registered)],
  ])('a registration on a stream that was %s is rejected', (_, history) => {
    history.when(open(true)).then(RegistrationLapsed);
  });
});

describe('linked identities', () => {
  const link =
    (identity = google) =>
    (user: User) =>
      linkIdentity(user, identity, 'by_user');

  test('a link adds the identity with its time', () => {
    given(...verified)
      .when(link())
      .then(linked());
    expect(given(...verified, linked(), linked(acme)).state).toMatchObject({
      identities: [
        { provider: 'google', claim: google.claim, linkedAt: new Date(BEGUN + 3 * MINUTE) },
        { provider: 'acme', claim: acme.claim },
      ],
    });
  });

  test('a repeated link does nothing', () => {
    given(...verified, linked())
      .when(link())
      .thenNothing();
  });

  test('an account has one identity of each provider', () => {
    given(...verified, linked())
      .when(link(othersGoogle))
      .then(ProviderLinked);
    given(...verified, linked())
      .when(link(acme))
      .then(linked(acme));
  });

  test('an identity can be linked again after it was unlinked or its link lapsed', () => {
    given(...verified, linked(), unlinked())
      .when(link(othersGoogle))
      .then(linked(othersGoogle));
    given(...verified, lapsed())
      .when(link())
      .then(linked());
  });

  test('a link to an unknown account is rejected', () => {
    given().when(link()).then(UnknownUser);
    given(abandoned).when(link()).then(UnknownUser);
  });
});

describe('identities with the address of an account (OAU-2)', () => {
  const sure: AssertedAddress = { verified: true, trusted: true };
  const link = (address: AssertedAddress) => (user: User) => linkByAddress(user, google, address);

  test('the identity is linked if a trusted provider and the account have both verified the address', () => {
    given(...verified)
      .when(link(sure))
      .then(linked(google, 'same_address'));
  });

  test.each<[string, AssertedAddress, UserEvent[]]>([
    ['the provider has not verified it', { verified: false, trusted: true }, verified],
    ['the provider is not trusted for it', { verified: true, trusted: false }, verified],
    ['the account has not verified it', sure, [registered, passwordSet]],
    [
      'only a provider asserts the address of the account (OAU-3)',
      sure,
      [registered, emailVerified, linked(acme, 'sign_up')],
    ],
  ])('the identity is not linked if %s', (_, address, history) => {
    given(...history)
      .when(link(address))
      .then(AccountExists);
  });

  test.each<[string, UserEvent[]]>([
    ['a password reset by mail', [resetRequested(), passwordReset('new hash')]],
    ['an address change confirmed by mail', [emailChangeRequested(), emailChanged]],
  ])('the identity is linked after %s (OAU-3)', (_, shown) => {
    given(registered, emailVerified, linked(acme, 'sign_up'), ...shown)
      .when(link(sure))
      .then(linked(google, 'same_address'));
  });

  test('the identity is not linked to a deactivated account (OAU-13)', () => {
    given(...verified, deactivated)
      .when(link(sure))
      .then(SignInRefused);
  });

  test('the identity is linked once, and not beside another of its provider', () => {
    given(...verified, linked(othersGoogle))
      .when(link(sure))
      .then(ProviderLinked);
    given(...verified, linked())
      .when(link(sure))
      .thenNothing();
  });
});

describe('links requested by the user (OAU-10)', () => {
  const link = (one: Session) => (user: User) => linkByUser(user, one, google);

  test('a link is made in the session that started it', () => {
    given(...verified)
      .when(link(byPassword))
      .then(linked());
  });

  test.each<[string, Session, UserEvent[]]>([
    ['was signed out', over, []],
    ['is unknown', session().state, []],
    ['ended with a password change', byPassword, [passwordChanged('new hash')]],
    ['ended with a password reset (OAU-3)', byPassword, [resetRequested(), passwordReset('new hash')]],
    ['ended with the account (OAU-13)', byPassword, [deactivated, reactivated]],
  ])('a link is rejected in a session that %s', (_, one, later) => {
    given(...verified, ...later)
      .when(link(one))
      .then(SessionOver);
  });
});

describe('unlinking (OAU-10)', () => {
  const unlink =
    (one: Session = byPassword, now = RECENTLY, provider = 'google', configured = ['google', 'acme']) =>
    (user: User) =>
      unlinkIdentity(
        user,
        one,
        {
          provider,
          entrances: {
            isConfigured: (name) => configured.includes(name),
            byMail: false,
            rpId: 'example.org',
          },
        },
        now,
      );
  const both = [...verified, linked()];

  test('unlinking removes the identity and ends every other session', () => {
    given(...both)
      .when(unlink())
      .then(unlinked(), sessionsEnded(SESSION));
    expect(given(...both, unlinked(), sessionsEnded(SESSION)).state).toMatchObject({
      identities: [],
      sessionsEnd: { revision: 5, kept: SESSION },
    });
  });

  test('unlinking ends the current session if the identity started it', () => {
    given(...both)
      .when(unlink(byGoogle))
      .then(unlinked(), sessionsEnded(null));
    given(...both, linked(acme))
      .when(unlink(byGoogle, RECENTLY, 'acme'))
      .then(unlinked(acme), sessionsEnded(SESSION));
  });

  test('the operation requires a recent sign-in', () => {
    given(...both)
      .when(unlink(byPassword, TOO_LATE))
      .then(ReauthenticationRequired);
    given(...both)
      .when(unlink(over))
      .then(SessionOver);
  });

  test('the last way to sign in cannot be unlinked', () => {
    given(...vouched)
      .when(unlink())
      .then(LastWayIn);
    given(...vouched, linked(acme))
      .when(unlink())
      .then(unlinked(), sessionsEnded(SESSION));
    given(...vouched, passwordAdded)
      .when(unlink())
      .then(unlinked(), sessionsEnded(SESSION));
    given(...vouched, linked(acme), unlinked())
      .when(unlink(byPassword, RECENTLY, 'acme'))
      .then(LastWayIn);
    given(...vouched, linked(acme))
      .when(unlink(byPassword, RECENTLY, 'google', ['google']))
      .then(LastWayIn);
    given(...vouched, linked(acme))
      .when(unlink(byPassword, RECENTLY, 'acme', ['google']))
      .then(unlinked(acme), sessionsEnded(SESSION));
  });

  test('an unlinked identity is linked again only at the request of the user', () => {
    const past = given(...both, unlinked(), sessionsEnded(SESSION));
    past.when((user) => linkByAddress(user, google, { verified: true, trusted: true })).then(AccountExists);
    past.when((user) => linkIdentity(user, google, 'by_user')).then(linked());
    expect(given(...both, unlinked(), linked()).state).toMatchObject({ unlinked: [] });
  });

  test('an identity that is not linked cannot be unlinked', () => {
    given(...verified)
      .when(unlink())
      .then(UnknownIdentity);
    given(...vouched, linked(acme), unlinked(acme))
      .when(unlink(byPassword, RECENTLY, 'acme'))
      .then(UnknownIdentity);
  });
});

describe('lapsed links', () => {
  const lapse =
    (claim = aClaimStream(google.claim)) =>
    (user: User) =>
      lapseLink(user, claim, NOW);

  test('a lapsed link does not change the account', () => {
    given(...verified)
      .when(lapse())
      .then(lapsed());
    given(...verified, linked(), unlinked())
      .when(lapse())
      .then(lapsed());
    const before = given(...verified).state;
    expect(given(...verified, lapsed()).state).toEqual({ ...before, revision: 3 });
  });

  test.each<[string, ClaimStream, UserEvent[]]>([
    ['reserves a linked identity', google.claim, [...verified, linked()]],
    ['reserves the address', ADAS_CLAIM, verified],
    ['belongs to an unknown user', google.claim, []],
    ['belongs to an abandoned registration', google.claim, [abandoned]],
  ])('a link does not lapse if its claim %s', (_, claim, history) => {
    given(...history)
      .when(lapse(claim))
      .thenNothing();
  });
});

describe('claims on identities', () => {
  const used = (...history: UserEvent[]) =>
    usesClaim(given(...history).state, aClaimStream(google.claim), NOW);

  test('the claim is in use while the identity is linked, even to a deactivated account', () => {
    expect(used(...verified, linked())).toBe(true);
    expect(used(...vouched, deactivated)).toBe(true);
    expect(used(...verified, linked(), unlinked(), linked())).toBe(true);
  });

  test('the claim is not in use before the link, after it, or for another identity', () => {
    expect(used(...verified)).toBe(false);
    expect(used(...verified, linked(), unlinked())).toBe(false);
    expect(used(...verified, linked(othersGoogle))).toBe(false);
    expect(used()).toBe(false);
  });
});

describe('password resets and identities (OAU-3, RST-7)', () => {
  const reset = (revision: number) => (user: User) =>
    resetPassword(user, resetLink(user, eventId(revision)), 'new hash', resetTimes());
  const wasReset = [resetRequested(), passwordReset('new hash')];

  test('a reset removes every identity of an account whose address was only asserted', () => {
    given(...asserted, linked(acme), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'), removed(), removed(acme));
  });

  test('a reset removes the factors and the demand of a stranger who opened the account (MFA-38)', () => {
    const factorId = aFactorId();
    const byUser: UserEvent = { type: 'SecondFactorDemanded', data: { by: 'user', reason: null } };
    const gone: UserEvent = {
      type: 'FactorRemoved',
      data: { factor_id: factorId, kind: 'totp', reason: 'stranger', claim: null },
    };
    given(...asserted, totpAdded(factorId), byUser, resetRequested())
      .when(reset(5))
      .then(passwordReset('new hash'), removed(), gone, {
        type: 'SecondFactorReleased',
        data: { by: 'user', reason: 'stranger' },
      });
    given(...asserted, totpAdded(factorId), secondFactorDemanded, resetRequested())
      .when(reset(5))
      .then(passwordReset('new hash'), removed(), gone);
    given(...verified, totpAdded(factorId), byUser, resetRequested())
      .when(reset(5))
      .then(passwordReset('new hash'));
  });

  test('a reset removes an identity that a signed-in user has added', () => {
    given(...verified, linked(), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'), removed());
    given(...vouched, linked(acme), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'), removed(acme));
    expect(given(...vouched, linked(acme), ...wasReset, removed(acme)).state).toMatchObject({
      identities: [{ provider: 'google' }],
      unlinked: [],
    });
  });

  test('a reset keeps an identity of the provider that manages the mailbox', () => {
    given(...vouched, resetRequested())
      .when(reset(3))
      .then(passwordReset('new hash'));
    given(...verified, linked(google, 'same_address'), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'));
  });

  test('a reset removes such an identity if the address has changed since', () => {
    given(...vouched, emailChangeRequested(), emailChanged, resetRequested())
      .when(reset(5))
      .then(passwordReset('new hash'), removed());
  });

  test('a reset verifies an unverified address', () => {
    given(registered, passwordSet, resetRequested())
      .when(reset(2))
      .then(passwordReset('new hash'), emailVerified);
  });

  test('an identity with the address of the account may be linked again at the next sign-in', () => {
    given(...verified, linked(), ...wasReset, removed())
      .when((user) => linkByAddress(user, google, { verified: true, trusted: true }))
      .then(linked(google, 'same_address'));
  });
});

describe('restoring a removed identity (OAU-3)', () => {
  const removal = [...verified, linked(), resetRequested(), passwordReset('new hash'), removed()];
  const restore =
    (revision = 6, now = NOW) =>
    (user: User) =>
      restoreIdentity(user, eventId(revision), now);

  test('the link restores its identity once, until it expires', () => {
    given(...removal)
      .when(restore())
      .then(restored());
    given(...removal)
      .when(restore(6, LATER))
      .then(LinkUsed);
    given(...removal, restored())
      .when(restore())
      .then(LinkUsed);
    expect(given(...removal, restored()).state).toMatchObject({
      identities: [{ provider: 'google', claim: google.claim, label: google.label }],
      removed: [],
    });
  });

  test('each link restores its own identity', () => {
    const both = [...verified, linked(), linked(acme), resetRequested(), passwordReset('new hash')];
    const history = given(...both, removed(), removed(acme));
    history.when(restore(7)).then(restored());
    history.when(restore(8)).then(restored(acme));
    history.when(restore(6)).then(LinkUsed);
  });

  test('a restored identity has shown access to the mailbox, so that the next reset keeps it', () => {
    given(...removal, restored(), resetRequested())
      .when((user) => resetPassword(user, resetLink(user, eventId(8)), 'newer hash', resetTimes()))
      .then(passwordReset('newer hash'));
  });

  test.each<[string, UserEvent[]]>([
    ['after another reset', [resetRequested(), passwordReset('newer hash')]],
    ['after a change of the address', [emailChangeRequested(), emailChanged]],
    ['after a deactivation', [deactivated, reactivated]],
    ['after the user has linked the identity again', [linked()]],
  ])('the link does not work %s (RST-5)', (_, later) => {
    given(...removal, ...later)
      .when(restore())
      .then(LinkUsed);
  });

  test('the link is refused beside another identity of its provider', () => {
    given(...removal, linked(othersGoogle))
      .when(restore())
      .then(ProviderLinked);
  });

  test('the claim is in use until the link expires, so that no other account takes the identity meanwhile', () => {
    const used = (now: Date, ...later: UserEvent[]) =>
      usesClaim(given(...removal, ...later).state, google.claim, now);
    expect([used(NOW), used(LATER), used(LATER, restored())]).toEqual([true, false, true]);
    expect(used(NOW, deactivated)).toBe(false);
  });
});

describe('the first password (OAU-10)', () => {
  const add =
    (one: Session = byGoogle, now = RECENTLY) =>
    (user: User) =>
      addPassword(user, one, { passwordHash: 'added hash', rpId: 'example.org' }, now);

  test('a user who signed in by a provider can set a password, which ends no session', () => {
    given(...vouched)
      .when(add())
      .then(passwordAdded);
    expect(given(...vouched, passwordAdded).state).toMatchObject({
      password: 'added hash',
      sessionsEnd: null,
    });
  });

  test('a first password voids earlier reset links (RST-5)', () => {
    given(...vouched, resetRequested(), passwordAdded)
      .when((user) => resetPassword(user, resetLink(user, eventId(3)), 'new hash', resetTimes()))
      .then(LinkUsed);
  });

  test('a second first password is rejected', () => {
    given(...vouched, passwordAdded)
      .when(add())
      .then(PasswordExists);
  });

  test('the operation requires a recent sign-in', () => {
    given(...vouched)
      .when(add(byGoogle, TOO_LATE))
      .then(ReauthenticationRequired);
    given(...vouched)
      .when(add(over))
      .then(SessionOver);
  });

  test('a first password cannot replace an existing one', () => {
    given(...vouched, resetRequested(), passwordReset('new hash'))
      .when(add(session(started('google', 4)).state))
      .then(PasswordExists);
  });
});

describe('recent sign-ins (OAU-10)', () => {
  const account = given(...verified).state;

  test('a sign-in is recent for 15 minutes', () => {
    expect(requireRecentAuthentication(account, byPassword, RECENTLY, 'example.org')).toMatchObject({
      id: SESSION,
    });
    expect(() => requireRecentAuthentication(account, byPassword, TOO_LATE, 'example.org')).toThrow(
      ReauthenticationRequired,
    );
  });

  test('an ended session is not recent', () => {
    expect(() => requireRecentAuthentication(account, over, RECENTLY, 'example.org')).toThrow(SessionOver);
    const closed = given(...verified, deactivated).state;
    expect(() => requireRecentAuthentication(closed, byPassword, RECENTLY, 'example.org')).toThrow(
      SessionOver,
    );
  });
});

describe('sign-ins to an account (OAU-13)', () => {
  test('an active account with a verified address can be signed in to', () => {
    expect(requireSignIn(given(...vouched).state)).toMatchObject({ id: ADA });
  });

  test.each([
    ['was deactivated', given(...vouched, deactivated)],
    ['has an unverified address', given(registered, linked())],
    ['was abandoned', given(abandoned)],
    ['is unknown', given()],
  ])('an account that %s cannot be signed in to', (_, { state }) => {
    expect(() => requireSignIn(state)).toThrow(SignInRefused);
  });
});

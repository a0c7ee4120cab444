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
  SignInRefused,
} from '../../../src/domain/user/identity-decisions.js';
import { addPassword, PasswordExists } from '../../../src/domain/policies/add-password.js';
import {
  LastWayIn,
  linkByUser,
  UnknownIdentity,
  unlinkIdentity,
} from '../../../src/domain/policies/identities-of-signed-in-user.js';
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
  NOW,
  passwordChanged,
  passwordReset,
  passwordSet,
  reactivated,
  registered,
  resetRequested,
} from '../../support/domain/user-history.js';
import { aClaimStream, aSessionId } from '../../support/domain/ids.js';
import type { SessionId, ClaimStream } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const SESSION = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const ISSUER = 'https://accounts.google.com';
const MINUTE = 60_000;
/** When the first event of a given history happened. */
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
const lapsed = ({ claim } = google): UserEvent => ({ type: 'OAuthIdentityLinkLapsed', data: { claim } });
const sessionsEnded = (kept: SessionId | null): UserEvent => ({
  type: 'SessionsEnded',
  data: { kept_session: kept, reason: null },
});
const passwordAdded: UserEvent = { type: 'PasswordAdded', data: { password_hash: 'added hash' } };

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];
/** Accounts that were opened by an identity: on the word of a provider that is trusted, and of one that is not. */
const vouched = [registered, emailVerified, linked(google, 'vouched_sign_up')];
const hearsay = [registered, emailVerified, linked(google, 'sign_up')];

const session = historyOf(sessionAt(SESSION));
const started = (provider: string | null, userRevision = 2): SessionEvent => ({
  type: 'SessionStarted',
  data: {
    user_id: ADA,
    user_revision: userRevision,
    amr: [provider === null ? 'pwd' : 'fed'],
    device: 'Firefox on Linux',
    notice: null,
    provider,
  },
});
const byPassword = session(started(null)).state;
const byGoogle = session(started('google')).state;
const over = session(started(null), {
  type: 'SessionEnded',
  data: { user_id: ADA, reason: 'signed_out' },
}).state;

describe('an account that is opened by an identity', () => {
  const account = { email: emailAddress('ada@example.com'), claim: ADAS_CLAIM, username: 'ada' };
  const open = (trusted: boolean) => (user: User) =>
    registerByIdentity(user, account, google, { verified: true, trusted });

  test('has a verified address, the identity and no password', () => {
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

  test('OAU-3 remembers whether the provider is trusted with the address', () => {
    given()
      .when(open(false))
      .then(...hearsay);
    expect(given(...vouched).state).toMatchObject({ emailOnlyAsserted: false });
    expect(given(...hearsay).state).toMatchObject({ emailOnlyAsserted: true });
  });

  test.each([
    ['given up', given(abandoned)],
    ['used', given(registered)],
  ])('is opened in no stream that was %s', (_, history) => {
    history.when(open(true)).then(RegistrationLapsed);
  });
});

describe('a link', () => {
  const link =
    (identity = google) =>
    (user: User) =>
      linkIdentity(user, identity, 'by_user');

  test('adds the identity, and when it was linked', () => {
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

  test('is there once, however often it is made', () => {
    given(...verified, linked())
      .when(link())
      .thenNothing();
  });

  test('is to one identity of each provider', () => {
    given(...verified, linked())
      .when(link(othersGoogle))
      .then(ProviderLinked);
    given(...verified, linked())
      .when(link(acme))
      .then(linked(acme));
  });

  test('can be made anew after it was unlinked, or after one that came too late', () => {
    given(...verified, linked(), unlinked())
      .when(link(othersGoogle))
      .then(linked(othersGoogle));
    given(...verified, lapsed())
      .when(link())
      .then(linked());
  });

  test('is not for who is not there', () => {
    given().when(link()).then(UnknownUser);
    given(abandoned).when(link()).then(UnknownUser);
  });
});

describe('OAU-2 an identity with the address of an account', () => {
  const sure: AssertedAddress = { verified: true, trusted: true };
  const link = (address: AssertedAddress) => (user: User) => linkByAddress(user, google, address);

  test('is linked where the provider has verified it and is trusted with it, and the account has verified it', () => {
    given(...verified)
      .when(link(sure))
      .then(linked(google, 'same_address'));
  });

  test.each<[string, AssertedAddress, UserEvent[]]>([
    ['the provider has not verified it', { verified: false, trusted: true }, verified],
    ['the provider is not trusted with it', { verified: true, trusted: false }, verified],
    ['the account has not verified it', sure, [registered, passwordSet]],
    [
      'OAU-3 the account has it verified by hearsay alone',
      sure,
      [registered, emailVerified, linked(acme, 'sign_up')],
    ],
  ])('is not linked where %s', (_, address, history) => {
    given(...history)
      .when(link(address))
      .then(AccountExists);
  });

  test.each<[string, UserEvent[]]>([
    ['a reset by mail', [resetRequested(), passwordReset('new hash')]],
    ['a change to an address that was confirmed by mail', [emailChangeRequested(), emailChanged]],
  ])('OAU-3 is linked again after %s', (_, shown) => {
    given(registered, emailVerified, linked(acme, 'sign_up'), ...shown)
      .when(link(sure))
      .then(linked(google, 'same_address'));
  });

  test('OAU-13 is not linked to a closed account', () => {
    given(...verified, deactivated)
      .when(link(sure))
      .then(SignInRefused);
  });

  test('is not linked beside another of its provider, and linked once', () => {
    given(...verified, linked(othersGoogle))
      .when(link(sure))
      .then(ProviderLinked);
    given(...verified, linked())
      .when(link(sure))
      .thenNothing();
  });
});

describe('OAU-10 a link by the wish of a user', () => {
  const link = (one: Session) => (user: User) => linkByUser(user, one, google);

  test('is made in the session in which it was begun', () => {
    given(...verified)
      .when(link(byPassword))
      .then(linked());
  });

  test.each<[string, Session, UserEvent[]]>([
    ['was signed out of', over, []],
    ['never was', session().state, []],
    ['ended with the password', byPassword, [passwordChanged('new hash')]],
    ['OAU-3 ended with a reset', byPassword, [resetRequested(), passwordReset('new hash')]],
    ['OAU-13 ended with the account', byPassword, [deactivated, reactivated]],
  ])('is not made in a session that %s', (_, one, later) => {
    given(...verified, ...later)
      .when(link(one))
      .then(SessionOver);
  });
});

describe('OAU-10 unlinking', () => {
  const unlink =
    (one: Session = byPassword, now = RECENTLY, provider = 'google', configured = ['google', 'acme']) =>
    (user: User) =>
      unlinkIdentity(user, one, { provider, isConfigured: (name) => configured.includes(name) }, now);
  const both = [...verified, linked()];

  test('takes the identity away, and ends every session but that in which it was asked', () => {
    given(...both)
      .when(unlink())
      .then(unlinked(), sessionsEnded(SESSION));
    expect(given(...both, unlinked(), sessionsEnded(SESSION)).state).toMatchObject({
      identities: [],
      sessionsEnd: { revision: 5, kept: SESSION },
    });
  });

  test('ends that session, too, where it was made by the identity', () => {
    given(...both)
      .when(unlink(byGoogle))
      .then(unlinked(), sessionsEnded(null));
    given(...both, linked(acme))
      .when(unlink(byGoogle, RECENTLY, 'acme'))
      .then(unlinked(acme), sessionsEnded(SESSION));
  });

  test('takes a sign-in of a short while ago', () => {
    given(...both)
      .when(unlink(byPassword, TOO_LATE))
      .then(ReauthenticationRequired);
    given(...both)
      .when(unlink(over))
      .then(SessionOver);
  });

  test('leaves the last way in', () => {
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

  test('lasts: the identity is not linked again by its address, but by the wish of the user', () => {
    const past = given(...both, unlinked(), sessionsEnded(SESSION));
    past.when((user) => linkByAddress(user, google, { verified: true, trusted: true })).then(AccountExists);
    past.when((user) => linkIdentity(user, google, 'by_user')).then(linked());
    expect(given(...both, unlinked(), linked()).state).toMatchObject({ unlinked: [] });
  });

  test('is of what is linked', () => {
    given(...verified)
      .when(unlink())
      .then(UnknownIdentity);
    given(...vouched, linked(acme), unlinked(acme))
      .when(unlink(byPassword, RECENTLY, 'acme'))
      .then(UnknownIdentity);
  });
});

describe('a link that claimed its identity and was not followed up', () => {
  const lapse =
    (claim = aClaimStream(google.claim)) =>
    (user: User) =>
      lapseLink(user, claim, NOW);

  test('lapses, which changes nothing of the account', () => {
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
    ['was followed up', google.claim, [...verified, linked()]],
    ['was the one of the address', ADAS_CLAIM, verified],
    ['never had an account', google.claim, []],
    ['had an account that was given up', google.claim, [abandoned]],
  ])('does not where it %s', (_, claim, history) => {
    given(...history)
      .when(lapse(claim))
      .thenNothing();
  });
});

describe('the claim on an identity', () => {
  const used = (...history: UserEvent[]) =>
    usesClaim(given(...history).state, aClaimStream(google.claim), NOW);

  test('is in use while the identity is linked, also to a closed account', () => {
    expect(used(...verified, linked())).toBe(true);
    expect(used(...vouched, deactivated)).toBe(true);
    expect(used(...verified, linked(), unlinked(), linked())).toBe(true);
  });

  test('is not in use before the link, after its end, or for another', () => {
    expect(used(...verified)).toBe(false);
    expect(used(...verified, linked(), unlinked())).toBe(false);
    expect(used(...verified, linked(othersGoogle))).toBe(false);
    expect(used()).toBe(false);
  });
});

describe('OAU-3 the reset of a password', () => {
  const reset = (revision: number) => (user: User) => resetPassword(user, eventId(revision), 'new hash', NOW);

  test('throws out whoever entered by hearsay, and every identity that they have linked since', () => {
    given(...hearsay, linked(acme), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'), unlinked(), unlinked(acme));
  });

  test('leaves the identities of an account whose address was shown, by a trusted provider or by mail', () => {
    given(...vouched, resetRequested())
      .when(reset(3))
      .then(passwordReset('new hash'));
    given(...verified, linked(), resetRequested())
      .when(reset(4))
      .then(passwordReset('new hash'));
  });

  test('shows the address, so that a second one throws nobody out', () => {
    given(...hearsay, resetRequested(), passwordReset('new hash'), unlinked(), linked(acme), resetRequested())
      .when(reset(7))
      .then(passwordReset('new hash'));
  });

  test('verifies an address that was not, and the identities are nobody’s hearsay', () => {
    given(registered, passwordSet, linked(), resetRequested())
      .when(reset(3))
      .then(passwordReset('new hash'), emailVerified);
  });
});

describe('OAU-10 the first password', () => {
  const add =
    (one: Session = byGoogle, now = RECENTLY) =>
    (user: User) =>
      addPassword(user, one, 'added hash', now);

  test('is set by who has signed in otherwise, and ends no session', () => {
    given(...vouched)
      .when(add())
      .then(passwordAdded);
    expect(given(...vouched, passwordAdded).state).toMatchObject({
      password: 'added hash',
      sessionsEnd: null,
    });
  });

  test('RST-5 makes the links to reset useless that were mailed before', () => {
    given(...vouched, resetRequested(), passwordAdded)
      .when((user) => resetPassword(user, eventId(3), 'new hash', NOW))
      .then(LinkUsed);
  });

  test('is set once', () => {
    given(...vouched, passwordAdded)
      .when(add())
      .then(PasswordExists);
  });

  test('takes a sign-in of a short while ago', () => {
    given(...vouched)
      .when(add(byGoogle, TOO_LATE))
      .then(ReauthenticationRequired);
    given(...vouched)
      .when(add(over))
      .then(SessionOver);
  });

  test('is no replacement of an old one', () => {
    given(...vouched, resetRequested(), passwordReset('new hash'))
      .when(add(session(started('google', 4)).state))
      .then(PasswordExists);
  });
});

describe('OAU-10 a sign-in', () => {
  const account = given(...verified).state;

  test('is recent for 15 minutes', () => {
    expect(requireRecentAuthentication(account, byPassword, RECENTLY)).toMatchObject({ id: SESSION });
    expect(() => requireRecentAuthentication(account, byPassword, TOO_LATE)).toThrow(
      ReauthenticationRequired,
    );
  });

  test('that is over is not recent', () => {
    expect(() => requireRecentAuthentication(account, over, RECENTLY)).toThrow(SessionOver);
    const closed = given(...verified, deactivated).state;
    expect(() => requireRecentAuthentication(closed, byPassword, RECENTLY)).toThrow(SessionOver);
  });
});

describe('OAU-13 an account is entered by its owner', () => {
  test('where it is open and its address verified', () => {
    expect(requireSignIn(given(...vouched).state)).toMatchObject({ id: ADA });
  });

  test.each([
    ['was closed', given(...vouched, deactivated)],
    ['was never confirmed', given(registered, linked())],
    ['was given up', given(abandoned)],
    ['never was', given()],
  ])('and not where it %s', (_, { state }) => {
    expect(() => requireSignIn(state)).toThrow(SignInRefused);
  });
});

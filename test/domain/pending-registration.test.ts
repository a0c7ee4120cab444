import { describe, expect, test } from '@jest/globals';
import { ERASED } from '../../src/domain/event.js';
import { requireCompletable, OtherBrowser } from '../../src/domain/policies/complete-registration.js';
import { offerRegistration } from '../../src/domain/pending-registration/decisions.js';
import type { PendingRegistrationEvent } from '../../src/domain/pending-registration/events.js';
import { pendingRegistrationOf } from '../../src/domain/pending-registration/pending-registration.js';
import type {
  PendingRegistration,
  OpenRegistration,
} from '../../src/domain/pending-registration/pending-registration.js';
import { LinkUsed } from '../../src/domain/user/decisions.js';
import type { UserEvent } from '../../src/domain/user/events.js';
import { userAt } from '../../src/domain/user/user.js';
import { eventId, historyOf } from '../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  deactivated,
  emailVerified,
  LATER,
  NOW,
  registered,
} from '../support/domain/user-history.js';
import { aClaimStream } from '../support/domain/ids.js';
import { emailAddress } from '../../src/domain/user/email-address.js';

const BROWSER = 'the digest of the secret in her browser';
const account = { email: emailAddress('ada@example.com'), username: 'Ada' };
const identity = {
  provider: 'acme',
  issuer: 'https://acme.example',
  subject: '1815',
  label: 'ada@example.com',
  claim: aClaimStream('claim-1.acme-ada'),
};
const NO_IDENTITY = { provider: null, issuer: null, subject: null, label: null, claim: null };
const offered: PendingRegistrationEvent = {
  type: 'SignUpOffered',
  data: {
    user_id: ADA,
    origin: 'provider',
    ...identity,
    ...account,
    browser: BROWSER,
    expires_at: LATER.toISOString(),
  },
};

const given = historyOf(pendingRegistrationOf(ADA));
const user = (...events: UserEvent[]) => historyOf(userAt(ADA))(...events).state;

function open(offer: PendingRegistration): OpenRegistration {
  if (offer.status !== 'open') throw new TypeError('The registration is not pending.');
  return offer;
}

describe('pending registrations (OAU-3)', () => {
  const make = (offer: PendingRegistration) =>
    offerRegistration(offer, ADA, identity, account, { browser: BROWSER, expires: LATER });

  test('a pending registration names the identity, the future account and the browser, and is created once', () => {
    given().when(make).then(offered);
    given(offered).when(make).thenNothing();
    const { status, identity: kept, browser } = open(given(offered).state);
    expect({ status, kept, browser }).toEqual({ status: 'open', kept: identity, browser: BROWSER });
  });

  test('a pending registration by mail has no identity (MGC-11)', () => {
    const { state } = given({
      type: 'SignUpOffered',
      data: { ...offered.data, origin: 'email', ...NO_IDENTITY },
    });
    expect(open(state).identity).toBeNull();
    given()
      .when((offer) => offerRegistration(offer, ADA, null, account, { browser: BROWSER, expires: LATER }))
      .then({ type: 'SignUpOffered', data: { ...offered.data, origin: 'email', ...NO_IDENTITY } });
  });

  test.each(['subject', 'label', 'email', 'username'])(
    'a registration whose %s is erased is not pending',
    (field) => {
      const erased = { ...offered, data: { ...offered.data, [field]: ERASED } };
      expect(given(erased).state).toEqual({ status: 'none' });
    },
  );
});

describe('the link of a pending registration (RST-3, OAU-3)', () => {
  const offer = open(given(offered).state);
  const link = { event: eventId(0), browser: BROWSER };
  const LAST = new Date(LATER.getTime() - 1);

  test('the link works until it expires', () => {
    expect(() => {
      requireCompletable(offer, user(), link, LAST);
    }).not.toThrow();
  });

  test.each([
    ['after its expiry', user(), link, LATER, LinkUsed],
    ['for another registration', user(), { ...link, event: eventId(1) }, NOW, LinkUsed],
    ['once the account exists', user(registered, emailVerified), link, NOW, LinkUsed],
    ['once the account is deactivated', user(registered, emailVerified, deactivated), link, NOW, LinkUsed],
    ['in another browser', user(), { ...link, browser: 'of another' }, NOW, OtherBrowser],
    ['in a browser without the secret', user(), { ...link, browser: null }, NOW, OtherBrowser],
  ])('the link is rejected %s', (_, account, used, now, Refusal) => {
    expect(() => {
      requireCompletable(offer, account, used, now);
    }).toThrow(Refusal);
  });

  test('an abandoned registration passes; its own decision rejects it', () => {
    expect(() => {
      requireCompletable(offer, user(registered, abandoned), link, NOW);
    }).not.toThrow();
  });
});

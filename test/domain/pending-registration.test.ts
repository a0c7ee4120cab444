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

const BROWSER = 'the digest of what her browser keeps';
const account = { email: emailAddress('ada@example.com'), username: 'Ada' };
const identity = {
  provider: 'acme',
  issuer: 'https://acme.example',
  subject: '1815',
  label: 'ada@example.com',
  claim: aClaimStream('claim-1.acme-ada'),
};
const offered: PendingRegistrationEvent = {
  type: 'SignUpOffered',
  data: { user_id: ADA, ...identity, ...account, browser: BROWSER, expires_at: LATER.toISOString() },
};

const given = historyOf(pendingRegistrationOf(ADA));
const user = (...events: UserEvent[]) => historyOf(userAt(ADA))(...events).state;

function open(offer: PendingRegistration): OpenRegistration {
  if (offer.status !== 'open') throw new TypeError('The offer is not open.');
  return offer;
}

describe('OAU-3 an offer of an account', () => {
  const make = (offer: PendingRegistration) =>
    offerRegistration(offer, ADA, identity, account, { browser: BROWSER, expires: LATER });

  test('names the identity, the account to be and the browser, and is made once', () => {
    given().when(make).then(offered);
    given(offered).when(make).thenNothing();
    const { status, identity: kept, browser } = open(given(offered).state);
    expect({ status, kept, browser }).toEqual({ status: 'open', kept: identity, browser: BROWSER });
  });

  test.each(['subject', 'label', 'email', 'username'])('is none once its %s is erased', (field) => {
    const erased = { ...offered, data: { ...offered.data, [field]: ERASED } };
    expect(given(erased).state).toEqual({ status: 'none' });
  });
});

describe('RST-3 OAU-3 the link to an offer', () => {
  const offer = open(given(offered).state);
  const link = { event: eventId(0), browser: BROWSER };
  const LAST = new Date(LATER.getTime() - 1);

  test('can be used until it expires', () => {
    expect(() => {
      requireCompletable(offer, user(), link, LAST);
    }).not.toThrow();
  });

  test.each([
    ['after it has expired', user(), link, LATER, LinkUsed],
    ['of another offer', user(), { ...link, event: eventId(1) }, NOW, LinkUsed],
    ['once there is the account', user(registered, emailVerified), link, NOW, LinkUsed],
    ['once the account is closed', user(registered, emailVerified, deactivated), link, NOW, LinkUsed],
    ['in another browser', user(), { ...link, browser: 'of another' }, NOW, OtherBrowser],
    ['in a browser that keeps nothing', user(), { ...link, browser: null }, NOW, OtherBrowser],
  ])('cannot be used %s', (_, account, used, now, Refusal) => {
    expect(() => {
      requireCompletable(offer, account, used, now);
    }).toThrow(Refusal);
  });

  test('leaves a sign-up that was given up to its own refusal', () => {
    expect(() => {
      requireCompletable(offer, user(registered, abandoned), link, NOW);
    }).not.toThrow();
  });
});

import { describe, expect, test } from '@jest/globals';
import { nameClaimStreamSchema } from '../../../src/domain/ids.js';
import type { NameClaimStream } from '../../../src/domain/ids.js';
import {
  checkDomain,
  PROOF_GRACE_MS,
  verifyDomain,
} from '../../../src/domain/organization/domain-decisions.js';
import { domainChanges } from '../../../src/domain/organization/domains.js';
import type { OrganizationDomains } from '../../../src/domain/organization/domains.js';
import type { OrganizationEvent } from '../../../src/domain/organization/events.js';

const ID = 'c7b1e5f2-04a8-4d63-9e2b-5f8d1a70c394';
const CLAIM: NameClaimStream = nameClaimStreamSchema.parse('name_claim-1.acme');
const AT = new Date('2026-11-28T12:00:00Z');
const later = (ms: number) => new Date(AT.getTime() + ms);

type DomainEvent = Parameters<typeof domainChanges>[1];

const added: DomainEvent = { type: 'DomainAdded', data: { domain_id: ID, domain: 'acme.example' } };
const verified: DomainEvent = { type: 'DomainVerified', data: { domain_id: ID, claim: CLAIM } };
const missed: DomainEvent = { type: 'DomainProofMissed', data: { domain_id: ID } };
const lapsed: DomainEvent = { type: 'DomainVerificationLapsed', data: { domain_id: ID, claim: CLAIM } };

/** The domains after events that occurred a millisecond apart. */
function after(...events: DomainEvent[]): { readonly domains: OrganizationDomains } {
  const none: OrganizationDomains = new Map();
  return { domains: events.reduce((domains, event, i) => domainChanges(domains, event, later(i)), none) };
}

/** The outcome of a check, at a time after the second millisecond. */
function check(before: ReturnType<typeof after>, isFound: boolean, ms = 0): OrganizationEvent[] {
  return checkDomain(before, ID, isFound, later(2 + ms));
}

describe('the daily check of a domain (ORG-14)', () => {
  test('records the first absence of the proof, and no further one', () => {
    expect(check(after(added, verified), false)).toEqual([missed]);
    expect(check(after(added, verified, missed), false, 1)).toEqual([]);
  });

  test('a domain lapses once its proof is missing for a week', () => {
    const before = after(added, verified, missed);
    expect(check(before, false, PROOF_GRACE_MS - 1)).toEqual([]);
    expect(check(before, false, PROOF_GRACE_MS)).toEqual([lapsed]);
    expect(after(added, verified, missed, lapsed).domains.get(ID)).toMatchObject({
      claim: null,
      verifiedAt: null,
      missingSince: null,
    });
  });

  test('a proof that is found again clears the absence, and the domain stays verified since the first time', () => {
    const before = after(added, verified, missed);
    expect(check(before, true, PROOF_GRACE_MS)).toEqual([verified]);
    expect(verifyDomain(before, ID, CLAIM)).toEqual([verified]);
    const again = after(added, verified, missed, verified);
    expect(again.domains.get(ID)).toMatchObject({ verifiedAt: later(1), missingSince: null });
    expect(check(again, true)).toEqual([]);
    expect(verifyDomain(again, ID, CLAIM)).toEqual([]);
  });

  test('a domain that is not verified, or is removed, is ignored', () => {
    for (const before of [after(), after(added), after(added, verified, lapsed)])
      expect([...check(before, false), ...check(before, true)]).toEqual([]);
  });
});

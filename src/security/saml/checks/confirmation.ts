import { demand, SamlRefused } from '../refusal.js';
import { requireValid } from './saml-time.js';
import { ASSERTION, attributeOf, childrenNamed, onlyChild } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

interface ExpectedConfirmation {
  readonly acsUrl: string;
  readonly requestId: string;
  readonly now: Date;
}

/**
 * Requires one bearer confirmation that holds on its own: for this address, this request and this time (Profiles §4.1.4.2).
 * Other confirmations are ignored.
 *
 * @returns the end of the confirmation in milliseconds, with the tolerance
 * @throws SamlRefused with the reason of the last bearer confirmation
 */
export function confirmedUntil(subject: XmlElement, expected: ExpectedConfirmation): number {
  let refusal = new SamlRefused('confirmation');
  for (const confirmation of childrenNamed(subject, ASSERTION, 'SubjectConfirmation')) {
    if (attributeOf(confirmation, 'Method') !== BEARER) continue;
    try {
      return bearerUntil(confirmation, expected);
    } catch (error) {
      if (!(error instanceof SamlRefused)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function bearerUntil(confirmation: XmlElement, { acsUrl, requestId, now }: ExpectedConfirmation): number {
  const data = onlyChild(confirmation, [ASSERTION, 'SubjectConfirmationData'], 'confirmation');
  demand(attributeOf(data, 'Recipient') === acsUrl, 'destination');
  demand(attributeOf(data, 'InResponseTo') === requestId, 'in_response_to');
  return requireValid(data, now.getTime());
}

import { attributesIn } from './checks/attributes.js';
import type { SamlAttributes } from './checks/attributes.js';
import { checkConditions } from './checks/conditions.js';
import { confirmedUntil } from './checks/confirmation.js';
import { gateResponse } from './gate.js';
import { nameIdIn } from './checks/name-id.js';
import type { NameId } from './checks/name-id.js';
import { demand, SamlRefused } from './refusal.js';
import { requireRecent, timeOf } from './checks/saml-time.js';
import { verifiedAssertion } from './signed-bytes.js';
import type { VerificationSettings } from './signed-bytes.js';
import {
  ASSERTION,
  attributeOf,
  childrenNamed,
  onlyChild,
  optionalChild,
  PROTOCOL,
  textOf,
} from './xml/elements.js';
import type { XmlElement } from './xml/elements.js';

/** The connection and the request that a response must answer. */
export interface ExpectedResponse extends VerificationSettings {
  /** The entity id of the identity provider. */
  readonly idpEntityId: string;
  /** The id of the request that the flow of this browser sent. */
  readonly requestId: string;
  readonly now: Date;
}

/** The statement of an identity provider about a person, verified. */
export interface CheckedAssertion {
  /** The id of the assertion, which must be spent once until `spentUntil`. */
  readonly id: string;
  readonly spentUntil: Date;
  readonly nameId: NameId;
  readonly sessionIndex: string | null;
  /** The latest end of the session, or null if the provider sets none. */
  readonly sessionEnds: Date | null;
  /** The provider's name for the way of the sign-in, or null. */
  readonly context: string | null;
  readonly attributes: SamlAttributes;
}

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/**
 * Verifies a response of an identity provider, and returns its statement (SAML 2.0 Profiles §4.1.4).
 *
 * @param encoded the form field `SAMLResponse`
 * @throws SamlRefused
 */
export async function checkResponse(encoded: string, expected: ExpectedResponse): Promise<CheckedAssertion> {
  const gated = await gateResponse(encoded);
  const assertion = await verifiedAssertion(gated, expected);
  checkWrapper(gated.response, expected);
  return checkAssertion(assertion, expected);
}

/** Checks the values of the response, which may be unsigned: they can refuse it, and never grant anything. */
function checkWrapper(response: XmlElement, { idpEntityId, acsUrl, requestId, now }: ExpectedResponse): void {
  demand(attributeOf(response, 'Version') === '2.0', 'version');
  const status = onlyChild(response, [PROTOCOL, 'Status'], 'status');
  const code = onlyChild(status, [PROTOCOL, 'StatusCode'], 'status');
  demand(attributeOf(code, 'Value') === SUCCESS, 'status');
  const issuer = optionalChild(response, [ASSERTION, 'Issuer'], 'issuer');
  demand(issuer === null || textOf(issuer) === idpEntityId, 'issuer');
  demand((attributeOf(response, 'Destination') ?? acsUrl) === acsUrl, 'destination');
  demand((attributeOf(response, 'InResponseTo') ?? requestId) === requestId, 'in_response_to');
  requireRecent(response, now.getTime());
}

function checkAssertion(assertion: XmlElement, expected: ExpectedResponse): CheckedAssertion {
  const now = expected.now.getTime();
  demand(attributeOf(assertion, 'Version') === '2.0', 'version');
  const issuer = onlyChild(assertion, [ASSERTION, 'Issuer'], 'issuer');
  demand(textOf(issuer) === expected.idpEntityId, 'issuer');
  requireRecent(assertion, now);
  const subject = onlyChild(assertion, [ASSERTION, 'Subject'], 'name_id');
  const nameId = nameIdIn(subject);
  const spentUntil = Math.max(checkConditions(assertion, expected), confirmedUntil(subject, expected));
  const id = attributeOf(assertion, 'ID');
  if (id === null) throw new SamlRefused('identifier');
  return {
    id,
    spentUntil: new Date(spentUntil),
    nameId,
    ...authenticationIn(assertion, now),
    attributes: attributesIn(assertion),
  };
}

/** Reads the only statement of an authentication. Without one, the provider has not signed anybody in (Profiles §4.1.4.2). */
function authenticationIn(
  assertion: XmlElement,
  now: number,
): Pick<CheckedAssertion, 'sessionIndex' | 'sessionEnds' | 'context'> {
  const [statement, ...more] = childrenNamed(assertion, ASSERTION, 'AuthnStatement');
  demand(statement !== undefined && more.length === 0, 'statement');
  const ends = timeOf(statement, 'SessionNotOnOrAfter', 'statement');
  demand(ends === null || ends > now, 'statement');
  const context = optionalChild(statement, [ASSERTION, 'AuthnContext'], 'statement');
  const name = context && optionalChild(context, [ASSERTION, 'AuthnContextClassRef'], 'statement');
  return {
    sessionIndex: attributeOf(statement, 'SessionIndex'),
    sessionEnds: ends === null ? null : new Date(ends),
    context: name && textOf(name),
  };
}

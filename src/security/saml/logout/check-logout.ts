import { nameIdIn } from '../checks/name-id.js';
import type { NameId } from '../checks/name-id.js';
import { requireRecent, requireValid } from '../checks/saml-time.js';
import { demand, SamlRefused } from '../refusal.js';
import {
  ASSERTION,
  attributeOf,
  childrenNamed,
  isNamed,
  onlyChild,
  PROTOCOL,
  textOf,
} from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';
import { verifyMessage } from './arrived-message.js';
import type { ArrivedMessage } from './arrived-message.js';

/** The connection that a logout message must come from. */
export interface ExpectedLogout {
  readonly idpEntityId: string;
  readonly sloUrl: string;
  /** The public keys of the active certificates, in PEM. */
  readonly keys: readonly string[];
  readonly now: Date;
}

/** The wish of an identity provider to end sessions of a person, verified. */
export interface CheckedLogout {
  /** The id of the request, which must be spent once until `spentUntil`. */
  readonly id: string;
  readonly spentUntil: Date;
  readonly nameId: NameId;
  /** The sessions to end; none of them means all sessions of the person. */
  readonly sessionIndexes: readonly string[];
  readonly relayState: string | null;
}

/** A request without an end of its own cannot be older than this when it arrives. */
const MAX_AGE_MS = 11 * 60_000;
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/**
 * Verifies a logout request of an identity provider (SAML 2.0 Profiles §4.4).
 *
 * @throws SamlRefused
 */
export async function checkLogoutRequest(
  arrived: ArrivedMessage,
  expected: ExpectedLogout,
): Promise<CheckedLogout> {
  const { kind, root, relayState } = await verifyMessage(arrived, expected.keys);
  demand(kind === 'SAMLRequest', 'query');
  demand(isNamed(root, PROTOCOL, 'LogoutRequest'), 'root');
  checkSender(root, expected);
  const id = attributeOf(root, 'ID');
  if (id === null) throw new SamlRefused('identifier');
  const now = expected.now.getTime();
  const spentUntil = attributeOf(root, 'NotOnOrAfter') === null ? now + MAX_AGE_MS : requireValid(root, now);
  return {
    id,
    spentUntil: new Date(Math.max(spentUntil, now + MAX_AGE_MS)),
    nameId: nameIdIn(root),
    sessionIndexes: sessionIndexesIn(root),
    relayState,
  };
}

/**
 * Verifies that the identity provider has ended its session, as a request of this service demanded.
 *
 * @param expected.requestId the id of that request
 * @throws SamlRefused
 */
export async function checkLogoutResponse(
  arrived: ArrivedMessage,
  expected: ExpectedLogout & { readonly requestId: string },
): Promise<void> {
  const { kind, root } = await verifyMessage(arrived, expected.keys);
  demand(kind === 'SAMLResponse', 'query');
  demand(isNamed(root, PROTOCOL, 'LogoutResponse'), 'root');
  checkSender(root, expected);
  demand(attributeOf(root, 'InResponseTo') === expected.requestId, 'in_response_to');
  const status = onlyChild(root, [PROTOCOL, 'Status'], 'status');
  const code = onlyChild(status, [PROTOCOL, 'StatusCode'], 'status');
  demand(attributeOf(code, 'Value') === SUCCESS, 'status');
}

function checkSender(root: XmlElement, { idpEntityId, sloUrl, now }: ExpectedLogout): void {
  demand(attributeOf(root, 'Version') === '2.0', 'version');
  demand(textOf(onlyChild(root, [ASSERTION, 'Issuer'], 'issuer')) === idpEntityId, 'issuer');
  demand(attributeOf(root, 'Destination') === sloUrl, 'destination');
  requireRecent(root, now.getTime());
}

function sessionIndexesIn(request: XmlElement): string[] {
  return childrenNamed(request, PROTOCOL, 'SessionIndex').map((element) => {
    const index = textOf(element);
    demand(index !== null && index !== '', 'statement');
    return index;
  });
}

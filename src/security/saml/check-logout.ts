import { nameIdIn } from './checks/name-id.js';
import type { NameId } from './checks/name-id.js';
import { readRedirectQuery } from './redirect-query.js';
import { demand, SamlRefused } from './refusal.js';
import { requireRecent, requireValid } from './checks/saml-time.js';
import {
  ASSERTION,
  attributeOf,
  childrenNamed,
  isNamed,
  onlyChild,
  PROTOCOL,
  textOf,
} from './xml/elements.js';
import { parseXml } from './xml/parse-xml.js';
import { admitNames } from './xml/protected-names.js';
import type { XmlElement } from './xml/elements.js';

/** The connection that a logout request must come from. */
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

/**
 * Verifies a logout request of the redirect binding (SAML 2.0 Profiles §4.4).
 *
 * @param query the raw query, without its `?`
 * @throws SamlRefused
 */
export async function checkLogoutRequest(query: string, expected: ExpectedLogout): Promise<CheckedLogout> {
  const { kind, xml, relayState } = readRedirectQuery(query, expected.keys);
  demand(kind === 'SAMLRequest', 'query');
  const request = await parseXml(xml);
  demand(isNamed(request, PROTOCOL, 'LogoutRequest'), 'root');
  admitNames(request);
  demand(attributeOf(request, 'Version') === '2.0', 'version');
  demand(textOf(onlyChild(request, [ASSERTION, 'Issuer'], 'issuer')) === expected.idpEntityId, 'issuer');
  demand(attributeOf(request, 'Destination') === expected.sloUrl, 'destination');
  const id = attributeOf(request, 'ID');
  if (id === null) throw new SamlRefused('identifier');
  const now = expected.now.getTime();
  requireRecent(request, now);
  const spentUntil =
    attributeOf(request, 'NotOnOrAfter') === null ? now + MAX_AGE_MS : requireValid(request, now);
  return {
    id,
    spentUntil: new Date(Math.max(spentUntil, now + MAX_AGE_MS)),
    nameId: nameIdIn(request),
    sessionIndexes: sessionIndexesIn(request),
    relayState,
  };
}

function sessionIndexesIn(request: XmlElement): string[] {
  return childrenNamed(request, PROTOCOL, 'SessionIndex').map((element) => {
    const index = textOf(element);
    demand(index !== null && index !== '', 'statement');
    return index;
  });
}

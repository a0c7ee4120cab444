import { randomBytes } from 'node:crypto';
import type { NameId } from '../checks/name-id.js';
import { ASSERTION, PROTOCOL } from '../xml/elements.js';
import { escaped } from '../xml/escaped.js';

/** The sender, the receiver and the time of a logout message. */
interface Envelope {
  readonly entityId: string;
  /** The address of the identity provider for logout messages. */
  readonly sloUrl: string;
  readonly now: Date;
}

const ID_BYTES = 16;
const NAMESPACES = `xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"`;

export function newMessageId(): string {
  return `_${randomBytes(ID_BYTES).toString('hex')}`;
}

/** Writes the demand to end a session of a person at the identity provider (Core §3.7.1). */
export function logoutRequest(
  envelope: Envelope,
  session: { readonly id: string; readonly nameId: NameId; readonly index: string | null },
): string {
  const { id, nameId, index } = session;
  return (
    `<samlp:LogoutRequest ${NAMESPACES} ${attributes(envelope, id)}>${issuer(envelope)}` +
    `<saml:NameID Format="${escaped(nameId.format)}">${escaped(nameId.value)}</saml:NameID>` +
    (index === null ? '' : `<samlp:SessionIndex>${escaped(index)}</samlp:SessionIndex>`) +
    '</samlp:LogoutRequest>'
  );
}

/** Writes the answer to a logout request (Core §3.7.2). */
export function logoutResponse(envelope: Envelope, requestId: string): string {
  return (
    `<samlp:LogoutResponse ${NAMESPACES} ${attributes(envelope, newMessageId())}` +
    ` InResponseTo="${escaped(requestId)}">${issuer(envelope)}<samlp:Status>` +
    '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    '</samlp:LogoutResponse>'
  );
}

function attributes({ sloUrl, now }: Envelope, id: string): string {
  return `ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${escaped(sloUrl)}"`;
}

function issuer({ entityId }: Envelope): string {
  return `<saml:Issuer>${escaped(entityId)}</saml:Issuer>`;
}

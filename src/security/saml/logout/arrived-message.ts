import { peekRedirectQuery, readRedirectQuery } from '../redirect-query.js';
import { demand, SamlRefused } from '../refusal.js';
import { admitSignature } from '../signature-form.js';
import { decodeMessage } from '../xml/decode-message.js';
import { attributeOf, childrenNamed, isNamed, SIGNATURE, subtree } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';
import { parseXml } from '../xml/parse-xml.js';
import { admitNames } from '../xml/protected-names.js';

/** A message as it arrived. Nothing in it is verified. */
export type ArrivedMessage = Labels &
  (
    | { readonly binding: 'redirect'; /** The raw query, without its `?`. */ readonly query: string }
    | { readonly binding: 'post'; /** The form field of the kind. */ readonly encoded: string }
  );

interface Labels {
  readonly kind: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState: string | null;
}

/** A message that the identity provider has signed. The signature of a form does not cover its relay state. */
export interface VerifiedMessage extends Labels {
  readonly root: XmlElement;
}

/** The fields of a form with a message (Bindings §3.5.4). */
interface MessageForm {
  readonly SAMLRequest?: string | undefined;
  readonly SAMLResponse?: string | undefined;
  readonly RelayState?: string | undefined;
}

/**
 * Reads the message in a query.
 *
 * @param query the raw query, without its `?`
 * @throws SamlRefused
 */
export function arrivedByRedirect(query: string): ArrivedMessage {
  return { binding: 'redirect', query, ...peekRedirectQuery(query) };
}

/**
 * Reads the only message in a form.
 *
 * @throws SamlRefused
 */
export function arrivedByForm({ SAMLRequest, SAMLResponse, RelayState }: MessageForm): ArrivedMessage {
  const encoded = SAMLRequest ?? SAMLResponse;
  demand(encoded !== undefined && (SAMLRequest === undefined || SAMLResponse === undefined), 'query');
  const kind = SAMLRequest === undefined ? 'SAMLResponse' : 'SAMLRequest';
  return { binding: 'post', kind, encoded, relayState: RelayState ?? null };
}

/**
 * Verifies the signature of a message, and parses the text that was signed.
 *
 * @param keys the public keys of the active certificates, in PEM
 * @throws SamlRefused
 */
export async function verifyMessage(
  arrived: ArrivedMessage,
  keys: readonly string[],
): Promise<VerifiedMessage> {
  if (arrived.binding === 'redirect') {
    const { kind, xml, relayState } = readRedirectQuery(arrived.query, keys);
    const root = await parseXml(xml);
    admitNames(root);
    return { kind, root, relayState };
  }
  const { kind, encoded, relayState } = arrived;
  return { kind, root: await verifiedDocument(decodeMessage(encoded), keys), relayState };
}

/** Returns the root as its signer wrote it: parsed again from the canonical bytes that were signed. */
async function verifiedDocument(xml: string, keys: readonly string[]): Promise<XmlElement> {
  const arrived = await parseXml(xml);
  admitNames(arrived);
  const signatures = subtree(arrived).filter((element) => isNamed(element, SIGNATURE, 'Signature'));
  const [signature, ...more] = signatures;
  demand(signature !== undefined, 'signature_missing');
  const isOwn = childrenNamed(arrived, SIGNATURE, 'Signature').length === 1;
  demand(isOwn && more.length === 0, 'signature_place');
  admitSignature(signature, arrived);
  const root = await parseXml(await signedText(xml, signature, keys));
  demand(attributeOf(root, 'ID') === attributeOf(arrived, 'ID'), 'signature');
  return root;
}

async function signedText(xml: string, signature: XmlElement, keys: readonly string[]): Promise<string> {
  const { SignedXml } = await import('xml-crypto');
  for (const publicCert of keys) {
    const verifier = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
    try {
      verifier.loadSignature(signature);
      const [text] = verifier.checkSignature(xml) ? verifier.getSignedReferences() : [];
      if (text !== undefined) return text;
    } catch {
      // The verifier throws errors of several kinds for bytes that a stranger has chosen, and for other keys.
    }
  }
  throw new SamlRefused('signature');
}

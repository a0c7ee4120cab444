import { demand } from './refusal.js';
import { admitSignature } from './signature-form.js';
import { decodeMessage } from './xml/decode-message.js';
import {
  ASSERTION,
  childrenNamed,
  isNamed,
  onlyChild,
  PROTOCOL,
  SIGNATURE,
  subtree,
} from './xml/elements.js';
import { parseXml } from './xml/parse-xml.js';
import { admitNames } from './xml/protected-names.js';
import type { XmlElement } from './xml/elements.js';

/** A response of harmless form. Nothing in it is verified yet. */
export interface GatedResponse {
  readonly xml: string;
  readonly response: XmlElement;
  readonly isResponseSigned: boolean;
  readonly isAssertionSigned: boolean;
}

/**
 * Admits a response of the POST binding to the verifier, only in the one shape that honest identity providers send. Whatever
 * lets two readers of a document differ is refused before either reads it.
 *
 * @param encoded the form field `SAMLResponse`
 * @throws SamlRefused
 */
export async function gateResponse(encoded: string): Promise<GatedResponse> {
  const xml = decodeMessage(encoded);
  const response = await parseXml(xml);
  demand(isNamed(response, PROTOCOL, 'Response'), 'root');
  admitNames(response);
  const assertion = onlyAssertion(response);
  const signed = signedElements(response, [response, assertion]);
  return {
    xml,
    response,
    isResponseSigned: signed.includes(response),
    isAssertionSigned: signed.includes(assertion),
  };
}

/** Returns the assertion, which must be the only one at any depth, and a child of the response. */
function onlyAssertion(response: XmlElement): XmlElement {
  const all = subtree(response);
  demand(!all.some(({ localName }) => localName.startsWith('Encrypted')), 'encrypted');
  demand(all.filter(({ localName }) => localName === 'Assertion').length === 1, 'assertion_count');
  demand(all.filter(({ localName }) => localName === 'Response').length === 1, 'root');
  return onlyChild(response, [ASSERTION, 'Assertion'], 'assertion_count');
}

/** Returns the elements with a signature of their own. All signatures must be children of these elements. */
function signedElements(root: XmlElement, allowed: readonly XmlElement[]): XmlElement[] {
  const signatures = subtree(root).filter((element) => isNamed(element, SIGNATURE, 'Signature'));
  demand(signatures.length > 0, 'signature_missing');
  const signed = allowed.filter((parent) => {
    const [signature, ...more] = childrenNamed(parent, SIGNATURE, 'Signature');
    demand(more.length === 0, 'signature_place');
    if (signature !== undefined) admitSignature(signature, parent);
    return signature !== undefined;
  });
  demand(signed.length === signatures.length, 'signature_place');
  return signed;
}

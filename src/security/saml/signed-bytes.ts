import type { GatedResponse } from './gate.js';
import { demand, SamlRefused } from './refusal.js';
import { ASSERTION, attributeOf, isNamed, onlyChild } from './xml/elements.js';
import { parseXml } from './xml/parse-xml.js';
import type { XmlElement } from './xml/elements.js';

/** The service provider and the keys of its identity provider. */
export interface VerificationSettings {
  readonly entityId: string;
  readonly acsUrl: string;
  /** The public keys of the active certificates, in PEM. */
  readonly keys: readonly string[];
}

/**
 * Verifies every signature of a response, and returns the assertion as its signer wrote it: parsed again from the canonical
 * bytes that were signed. The document that arrived is not read for values any more.
 *
 * @throws SamlRefused with `signature`
 */
export async function verifiedAssertion(
  gated: GatedResponse,
  settings: VerificationSettings,
): Promise<XmlElement> {
  demand(settings.keys.length > 0, 'signature');
  const assertion = await parseXml(await signedAssertionXml(gated, settings));
  demand(isNamed(assertion, ASSERTION, 'Assertion'), 'signature');
  const arrived = onlyChild(gated.response, [ASSERTION, 'Assertion'], 'assertion_count');
  demand(attributeOf(assertion, 'ID') === attributeOf(arrived, 'ID'), 'signature');
  return assertion;
}

/** Only verifies: the library's checks of times, audiences and requests are off, because the checks after it are stricter. */
async function signedAssertionXml(gated: GatedResponse, settings: VerificationSettings): Promise<string> {
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml');
  const verifier = new SAML({
    issuer: settings.entityId,
    callbackUrl: settings.acsUrl,
    idpCert: [...settings.keys],
    // Each present signature must be valid; the gate has required one.
    wantAuthnResponseSigned: gated.isResponseSigned,
    wantAssertionsSigned: gated.isAssertionSigned,
    validateInResponseTo: ValidateInResponseTo.never,
    acceptedClockSkewMs: -1,
    audience: false,
  });
  try {
    const SAMLResponse = Buffer.from(gated.xml).toString('base64');
    const { profile } = await verifier.validatePostResponseAsync({ SAMLResponse });
    return profile?.getAssertionXml?.() ?? '';
  } catch {
    // Parsers and OpenSSL throw errors of many kinds for bytes that a stranger has chosen.
    throw new SamlRefused('signature');
  }
}

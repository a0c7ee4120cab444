import { generateKeyPairSync } from 'node:crypto';
import { certificateOf, pemOf } from '../webauthn/certificates.js';

/** Makes the key and the certificate of a TLS server, which no authority has signed. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const party = { name, ...keys };
  return {
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pemOf(certificateOf(party, party)),
  };
}

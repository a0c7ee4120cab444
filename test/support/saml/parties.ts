import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyPairKeyObjectResult } from 'node:crypto';
import { certificateOf, pemOf } from '../webauthn/certificates.js';

export interface Keys {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Returns an RSA key with a certificate that it has signed itself, both in PEM. */
export function rsaKeys(modulusLength = 2048, to?: Date): Keys {
  return selfSigned(generateKeyPairSync('rsa', { modulusLength }), to);
}

export function ecKeys(): Keys {
  return selfSigned(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
}

/** Returns another certificate of the same key, in PEM. */
export function certificateUntil({ privateKey: pem }: Keys, to: Date): string {
  const privateKey = createPrivateKey(pem);
  return selfSigned({ privateKey, publicKey: createPublicKey(privateKey) }, to).certificate;
}

function selfSigned(pair: KeyPairKeyObjectResult, to?: Date): Keys {
  const party = { name: 'Identity provider', ...pair };
  return {
    certificate: pemOf(certificateOf(party, party, to === undefined ? {} : { to })),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

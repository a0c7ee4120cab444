import { readFile } from 'node:fs/promises';
import type {
  AssertionCredential,
  RegistrationCredential,
} from '../../../src/security/webauthn/encoding/credential-schemas.js';

/** A registration and a sign-in with one credential. All values are in hexadecimal. */
interface Vector {
  readonly name: string;
  readonly registration: Readonly<
    Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>
  >;
  readonly authentication: Readonly<
    Record<'challenge' | 'authenticatorData' | 'clientDataJSON' | 'signature', string>
  >;
}

/** The relying party of all vectors. */
export const EXAMPLE = { id: 'example.org', origins: ['https://example.org'] };

const FILE = new URL('./specification-vectors.json', import.meta.url);

/** The test vectors of WebAuthn Level 3 §16. */
export const vectors = JSON.parse(await readFile(FILE, 'utf8')) as readonly Vector[];

export function base64urlOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

export function registrationOf({ registration }: Vector): RegistrationCredential {
  const id = base64urlOf(registration.credential_id);
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: base64urlOf(registration.clientDataJSON),
      attestationObject: base64urlOf(registration.attestationObject),
    },
  };
}

export function assertionOf({ registration, authentication }: Vector): AssertionCredential {
  const id = base64urlOf(registration.credential_id);
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: base64urlOf(authentication.clientDataJSON),
      authenticatorData: base64urlOf(authentication.authenticatorData),
      signature: base64urlOf(authentication.signature),
    },
  };
}

/** The certificate that issued those of the vectors (WebAuthn Level 3 §16.1), in DER. */
export const SPECIFICATION_ROOT = Buffer.from(
  '30820207308201ada003020102021100ed7f905d8bd0b414d1784913170a90b6300a06082a8648ce3d0403023062311e301c06035504030c' +
    '15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331253023060355040b0c1c41757468656e746963' +
    '61746f72204174746573746174696f6e204341310b30090603550406130241413020170d3234303130313030303030305a180f3330323430' +
    '3130313030303030305a3062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357' +
    '334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b30090603550406130241413059' +
    '301306072a8648ce3d020106082a8648ce3d030107034200043269300e5ff7b699015f70cf80a8763bf705bc2e2af0c1b39cff718b7c3588' +
    '0ca30f319078d91b03389a006fdfc8a1dcd84edfa07d30aa13474a248a0dab5baaa3423040300f0603551d130101ff040530030101ff300e' +
    '0603551d0f0101ff040403020106301d0603551d0e0416041445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d0403' +
    '0203480030450220483063b6bb08dcc83da33a02c11d2f42203176893554d138c614a36908724cc8022100f5ef2c912d4500b3e2f5b591d0' +
    '622491e9f220dfd1f9734ec484bb7e90887663',
  'hex',
);

import { createServer } from 'node:http';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { addPasskey, AuthenticatorRefused } from '../../../src/commands/factors/passkeys/add-passkey.js';
import { newPasskeyOptions } from '../../../src/commands/factors/passkeys/new-passkey-options.js';
import { requireAllowedModel } from '../../../src/security/webauthn/attested-model.js';
import { verifyRegistration } from '../../../src/security/webauthn/registration.js';
import { aWorld } from '../../support/domain/command-world.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { create, signedIn } from '../../support/webauthn/accounts.js';
import type { RegistrationChanges } from '../../support/webauthn/authenticator.js';
import { anAuthenticator } from '../../support/webauthn/ceremonies.js';
import { certificateOf } from '../../support/webauthn/certificates.js';
import type { Party } from '../../support/webauthn/certificates.js';
import {
  base64urlOf,
  EXAMPLE,
  registrationOf,
  SPECIFICATION_ROOT,
  vectors,
} from '../../support/webauthn/specification-vectors.js';

/** The model of the authenticators of these tests. */
const MODEL = '8446ccb9-ab1d-b374-750b-2367ff6f3a1f';
const OTHER_MODEL = 'cb69481e-8ff7-4039-93ec-0a2729a154a8';

function party(name: string): Party {
  return { name, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

const maker = party('Maker');
const factory = party('Factory');
const batch = party('Batch');
const stranger = party('Maker');
const ROOT = certificateOf(maker, maker, { isAuthority: true });
const FACTORY = certificateOf(factory, maker, { isAuthority: true });
const OWN = certificateOf(batch, factory);

/** A packed attestation with a chain of certificates, signed by the key of the first one. */
function attestedBy(...chain: Buffer[]): RegistrationChanges {
  return {
    format: 'packed',
    statement: (signed) =>
      new Map<string, number | Buffer | Buffer[]>([
        ['alg', -7],
        ['sig', sign('sha256', signed, batch.privateKey)],
        ['x5c', chain],
      ]),
  };
}

async function addedWith(changes: RegistrationChanges, models: readonly string[] = [MODEL]) {
  const own = aWorld();
  const roots = [new X509Certificate(ROOT)];
  const allowedModels = { roots, aaguids: new Set(models) };
  const { world, caller } = await signedIn({ ...own, webauthn: { ...own.webauthn, allowedModels } });
  const credential = await create(world, caller, anAuthenticator(), changes);
  const adding = addPasskey(world, caller, { credential }, aCause());
  const refusal = await adding.then(
    () => null,
    (error: unknown) => error,
  );
  const added = (await world.log.events()).find(({ type }) => type === 'PasskeyAdded');
  return { world, caller, refusal, added };
}

describe('a service that accepts only attested models of authenticators (PKY-29)', () => {
  test.each([
    ['whose chain has an intermediate', [OWN, FACTORY], [MODEL]],
    ['whose chain repeats the root', [OWN, FACTORY, ROOT], [MODEL]],
    ['of any model of the maker, if it lists none', [OWN, FACTORY], []],
    ['that the maker has certified itself', [certificateOf(batch, maker)], [MODEL]],
  ])('adds an authenticator %s', async (_, chain, models) => {
    const { refusal, added } = await addedWith(attestedBy(...chain), models);
    expect(refusal).toBeNull();
    expect(added).toMatchObject({ data: { aaguid: MODEL, attestation: 'verified' } });
  });

  test.each<[string, RegistrationChanges, string, string[]?]>([
    ['without attestation, such as a synced passkey', {}, 'attestation_missing'],
    ['of another model of the maker', attestedBy(OWN, FACTORY), 'attestation_model', [OTHER_MODEL]],
    [
      'of a stranger with the name of the maker',
      attestedBy(certificateOf(batch, stranger)),
      'attestation_chain',
    ],
    ['whose intermediate is missing', attestedBy(OWN), 'attestation_chain'],
    ['whose intermediate has expired', attestedBy(OWN, expiredFactory()), 'attestation_chain'],
    [
      'whose intermediate is no authority',
      attestedBy(OWN, certificateOf(factory, maker)),
      'attestation_chain',
    ],
    ['with too many certificates', attestedBy(OWN, ...Array<Buffer>(5).fill(FACTORY)), 'attestation_chain'],
  ])('refuses an authenticator %s, and counts the reason', async (_, changes, reason, models = [MODEL]) => {
    const { world, refusal, added } = await addedWith(changes, models);
    expect(refusal).toBeInstanceOf(AuthenticatorRefused);
    expect(added).toBeUndefined();
    expect(world.ceremonies).toEqual([`add ${reason}`]);
  });

  test('requests none of the addresses in a certificate', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const revocations = `http://127.0.0.1:${String(port)}/revoked.crl`;
    const { refusal } = await addedWith(attestedBy(certificateOf(batch, factory, { revocations }), FACTORY));
    await new Promise((resolve) => server.close(resolve));
    expect([refusal, requests]).toEqual([null, 0]);
  });

  test('asks browsers for the attestation', async () => {
    const { world, caller } = await addedWith({});
    const options = await newPasskeyOptions(world, caller, 'security_key', aCause(NOW));
    expect(options.attestation).toBe('direct');
  });

  test.each(vectors.filter(({ name }) => ['packed-es256', 'packed-rs256', 'packed-eddsa'].includes(name)))(
    'accepts the certificate of the test vector $name',
    async (vector) => {
      const issued = base64urlOf(vector.registration.challenge);
      const registration = await verifyRegistration(registrationOf(vector), {
        relyingParty: EXAMPLE,
        acceptsChallenge: (challenge) => challenge === issued,
        requireUserVerification: false,
      });
      const judge = (root: Buffer) => () => {
        requireAllowedModel({ roots: [new X509Certificate(root)], aaguids: new Set() }, registration, NOW);
      };
      expect(judge(SPECIFICATION_ROOT)).not.toThrow();
      expect(judge(ROOT)).toThrow('attestation_chain');
    },
  );
});

function expiredFactory(): Buffer {
  return certificateOf(factory, maker, { isAuthority: true, to: new Date('2021-01-01') });
}

import { z } from 'zod';
import type { OpenConnection, OwnKey, PinnedCertificate } from '../../domain/connection/connection.js';
import { readCertificate } from '../../security/saml/certificates.js';
import type { IdpMetadata } from '../../security/saml/metadata.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';

const certificateShape = {
  fingerprint: z.string().meta({ description: 'The SHA-256 of the certificate in hex.' }),
  not_after: z.iso.datetime(),
  expired: z.boolean().meta({
    description: 'An expired certificate verifies until it is retired, because its key is pinned.',
  }),
};
const certificateJson = z.strictObject(certificateShape).meta({ id: 'ConnectionCertificate' });

export const connectionJson = z
  .strictObject({
    id: z.uuid(),
    kind: z.literal('saml'),
    name: z.string(),
    enabled: z.boolean(),
    last_test: z
      .strictObject({ passed: z.boolean(), reason: z.string().nullable(), at: z.iso.datetime() })
      .nullable()
      .meta({ description: 'The newest test since the identity provider was described.' }),
    identity_provider: z.strictObject({
      entity_id: z.string().nullable(),
      sso_url: z.string().nullable(),
      slo_url: z.string().nullable(),
    }),
    service_provider: z
      .strictObject({
        entity_id: z.string(),
        metadata_url: z.string(),
        acs_url: z.string(),
        slo_url: z.string(),
        start_url: z.string(),
        keys: z
          .array(z.strictObject({ ...certificateShape, status: z.enum(['signing', 'next']) }))
          .meta({ description: 'The certificates of the keys of this service, as in its metadata.' }),
      })
      .meta({ description: 'The addresses and keys that the identity provider has to know.' }),
    settings: z.strictObject({
      request_binding: z.enum(['redirect', 'post']),
      sign_requests: z.boolean(),
      name_id_format: z.string().nullable(),
      force_authn: z.boolean(),
      allow_unsolicited: z.boolean(),
      attributes: z.strictObject({ email: z.string().nullable(), name: z.string().nullable() }),
      mfa_contexts: z.array(z.string()),
      role_mapping: z
        .strictObject({
          attribute: z.string(),
          roles: z.array(z.strictObject({ value: z.string(), role_id: z.uuid() })),
        })
        .nullable(),
    }),
    certificates: z.array(certificateJson),
    added_at: z.iso.datetime(),
  })
  .meta({ id: 'Connection' });

/** An identity provider as its metadata describes it. */
export const connectionProposalJson = z
  .strictObject({
    entity_id: z.string(),
    sso_url: z.string(),
    slo_url: z.string().nullable(),
    request_binding: z.enum(['redirect', 'post']),
    certificates: z.array(z.strictObject({ ...certificateShape, pem: z.string() })),
  })
  .meta({ id: 'ConnectionProposal' });

export const connectionTestJson = z
  .strictObject({
    url: z.string().meta({ description: 'A person opens it in a browser.' }),
    expires_in: z.int().meta({ description: 'Seconds.' }),
  })
  .meta({ id: 'ConnectionTest' });

export const connectionPageJson = z
  .strictObject({ items: z.array(connectionJson), next_cursor: z.string().nullable() })
  .meta({ id: 'ConnectionPage' });

/** Returns the proposal of a description. */
export function toProposalJson(
  { entityId, ssoUrl, sloUrl, requestBinding, certificates }: IdpMetadata,
  now: Date,
): z.input<typeof connectionProposalJson> {
  return {
    entity_id: entityId,
    sso_url: ssoUrl,
    slo_url: sloUrl,
    request_binding: requestBinding,
    certificates: certificates.map(({ pem, ...certificate }) => ({
      ...toCertificateJson(certificate, now),
      pem,
    })),
  };
}

function toCertificateJson(
  { fingerprint, notAfter }: Pick<PinnedCertificate, 'fingerprint' | 'notAfter'>,
  now: Date,
) {
  return { fingerprint, not_after: notAfter.toISOString(), expired: notAfter <= now };
}

function keyJson({ certificate }: OwnKey, status: 'signing' | 'next', now: Date) {
  return { ...toCertificateJson(readCertificate(certificate), now), status };
}

/** Returns a connection as its organisation sees it. */
export function toConnectionJson(
  connection: OpenConnection,
  publicUrl: string,
  now: Date,
): z.input<typeof connectionJson> {
  const { id, kind, name, isEnabled, test, provider, settings, certificates, addedAt } = connection;
  const keys = [
    keyJson(connection.own, 'signing', now),
    ...(connection.nextKey === null ? [] : [keyJson(connection.nextKey, 'next', now)]),
  ];
  const own = serviceAddresses(publicUrl, id);
  return {
    id,
    kind,
    name,
    enabled: isEnabled,
    last_test: test && { passed: test.passed, reason: test.reason, at: test.at.toISOString() },
    identity_provider: {
      entity_id: provider.entityId,
      sso_url: provider.ssoUrl,
      slo_url: provider.sloUrl,
    },
    service_provider: {
      entity_id: own.entityId,
      metadata_url: own.entityId,
      acs_url: own.acsUrl,
      slo_url: own.sloUrl,
      start_url: own.startUrl,
      keys,
    },
    settings,
    certificates: certificates.map((certificate) => toCertificateJson(certificate, now)),
    added_at: addedAt.toISOString(),
  };
}

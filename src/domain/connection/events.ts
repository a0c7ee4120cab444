import { z } from 'zod';
import { defineEvent, personal, personalOrNull, secret } from '../event.js';
import type { EventOf } from '../event.js';
import { organizationIdSchema, uuidSchema } from '../ids.js';

const connection = { organization_id: organizationIdSchema };
const text = personal('integration');

/** The properties of a connection that name nobody. */
export const connectionSettings = z.strictObject({
  /** The way in which the browser takes a request to the identity provider. */
  request_binding: z.enum(['redirect', 'post']),
  sign_requests: z.boolean(),
  /** The format of the names to ask for; null leaves it to the identity provider. */
  name_id_format: z.string().nullable(),
  /** Asks the identity provider for a fresh sign-in of the person each time. */
  force_authn: z.boolean(),
  /** Starts a sign-in of this service after a response that nobody asked for. */
  allow_unsolicited: z.boolean(),
  /** The names of the attributes with the address and the name of a person; null: the assertion has none. */
  attributes: z.strictObject({ email: z.string().nullable(), name: z.string().nullable() }),
  /** The contexts of an authentication that count as a second factor. */
  mfa_contexts: z.array(z.string()),
  /** The roles that values of an attribute give; null: the identity provider gives none. */
  role_mapping: z
    .strictObject({
      attribute: z.string(),
      roles: z.array(z.strictObject({ value: z.string(), role_id: uuidSchema })),
    })
    .nullable(),
});
export type ConnectionSettings = z.output<typeof connectionSettings>;

function withoutMapping(first: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { settings } = first;
  if (typeof settings !== 'object' || settings === null) return { ...first };
  return { ...first, settings: { ...settings, role_mapping: null } };
}

export const connectionEvents = [
  /**
   * An organisation began to connect its identity provider. The certificate belongs to the key that signs the requests of
   * this service. `private_key` is PKCS #8 in PEM.
   */
  defineEvent('ConnectionAdded', {
    ...connection,
    kind: z.literal('saml'),
    name: text,
    certificate: text,
    private_key: secret('integration'),
  }),
  /** The whole new description of the identity provider, with the settings. */
  defineEvent(
    'ConnectionChanged',
    {
      ...connection,
      name: text,
      entity_id: personalOrNull('integration'),
      sso_url: personalOrNull('integration'),
      slo_url: personalOrNull('integration'),
      settings: connectionSettings,
    },
    [withoutMapping],
  ),
  /** A certificate that verifies the signatures of the identity provider. `fingerprint` is its SHA-256 in hex. */
  defineEvent('CertificateAdded', {
    ...connection,
    fingerprint: z.string(),
    pem: text,
    not_after: z.iso.datetime(),
  }),
  defineEvent('CertificateRetired', { ...connection, fingerprint: z.string() }),
  /** The next key of this service. Its certificate is in the metadata from here on, beside the one of the signing key. */
  defineEvent('ConnectionKeyAdded', { ...connection, certificate: text, private_key: secret('integration') }),
  /** The next key signs the requests from here on, and replaces the one before. */
  defineEvent('ConnectionKeySwitched', connection),
  /** A person signed in at the identity provider to try the connection. `reason` tells why that failed. */
  defineEvent('ConnectionTested', { ...connection, passed: z.boolean(), reason: z.string().nullable() }),
  /** Members can sign in by the connection from here on. */
  defineEvent('ConnectionEnabled', connection),
  defineEvent('ConnectionDisabled', { ...connection, reason: personalOrNull('change_reason') }),
  defineEvent('ConnectionRemoved', connection),
] as const;

export type ConnectionEvent = EventOf<(typeof connectionEvents)[number]>;

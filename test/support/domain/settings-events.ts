import type { DomainEvent } from '../../../src/domain/event-catalog.js';
import { nameClaimStreamSchema, organizationIdSchema } from '../../../src/domain/ids.js';

const DOMAIN = 'c7b1e5f2-04a8-4d63-9e2b-5f8d1a70c394';
const connection = { organization_id: organizationIdSchema.parse('4c8e1b7f-93d2-4a60-b5e8-17f0c6a92d34') };

/** One event for each change of an organisation's settings with power over its members. */
export const SETTINGS_EVENTS: readonly DomainEvent[] = [
  {
    type: 'ConnectionAdded',
    data: { ...connection, kind: 'saml', name: 'Directory', certificate: 'pem', private_key: 'pem' },
  },
  {
    type: 'ConnectionChanged',
    data: {
      ...connection,
      name: 'Directory',
      entity_id: 'https://idp.example/entity',
      sso_url: 'https://idp.example/sso',
      slo_url: null,
      settings: {
        request_binding: 'redirect',
        sign_requests: true,
        name_id_format: null,
        force_authn: false,
        allow_unsolicited: false,
        attributes: { email: null, name: null },
        mfa_contexts: [],
        role_mapping: null,
      },
    },
  },
  {
    type: 'CertificateAdded',
    data: { ...connection, fingerprint: 'aa', pem: 'pem', not_after: '2027-05-31T14:05:59Z' },
  },
  { type: 'CertificateRetired', data: { ...connection, fingerprint: 'aa' } },
  { type: 'ConnectionKeyAdded', data: { ...connection, certificate: 'pem', private_key: 'pem' } },
  { type: 'ConnectionKeySwitched', data: connection },
  { type: 'ConnectionEnabled', data: connection },
  { type: 'ConnectionDisabled', data: { ...connection, reason: null } },
  { type: 'ConnectionRemoved', data: connection },
  {
    type: 'DomainVerified',
    data: { domain_id: DOMAIN, claim: nameClaimStreamSchema.parse('name_claim-1.acme') },
  },
  { type: 'DomainProofMissed', data: { domain_id: DOMAIN } },
  {
    type: 'DomainVerificationLapsed',
    data: { domain_id: DOMAIN, claim: nameClaimStreamSchema.parse('name_claim-1.acme') },
  },
  { type: 'DomainEnforcementSet', data: { domain_id: DOMAIN, connection_id: null } },
  { type: 'DomainRemoved', data: { domain_id: DOMAIN, claim: null } },
  {
    type: 'OrganizationPolicySet',
    data: { require_mfa: true, max_session_age_s: null, token_ttl_s: null, reduces: true },
  },
];

/** The stable code of every expected refusal, as clients see it. */
export type DomainErrorCode =
  // accounts
  | 'email_taken'
  | 'invalid_email'
  | 'last_way_in'
  | 'link_used'
  | 'precondition_failed'
  | 'registration_lapsed'
  | 'same_address'
  | 'unknown_user'
  // passwords
  | 'email_not_verified'
  | 'invalid_credentials'
  | 'no_password'
  | 'password_exists'
  | 'weak_password'
  | 'wrong_password'
  // second factors
  | 'enrolment_over'
  | 'factor_limit'
  | 'invalid_code'
  | 'invalid_mfa_token'
  | 'mfa_required'
  | 'second_factor_demanded'
  | 'set_up_link_required'
  | 'unknown_factor'
  | 'unknown_trusted_device'
  | 'wrong_code'
  | 'factor_exists'
  | 'invalid_passkey'
  | 'passkey_refused'
  | 'authenticator_refused'
  | 'phone_alone'
  | 'phone_refused'
  | 'sms_unavailable'
  // sessions
  | 'invalid_refresh_token'
  | 'reauthentication_required'
  | 'unauthenticated'
  | 'unknown_session'
  // identity providers
  | 'account_exists'
  | 'email_missing'
  | 'email_unverified'
  | 'identity_taken'
  | 'other_browser'
  | 'provider_linked'
  | 'sign_in_refused'
  | 'unknown_identity'
  // keys
  | 'insufficient_scope'
  | 'unknown_api_key'
  | 'unknown_signing_key'
  // roles
  | 'built_in'
  | 'exceeds_own_permissions'
  | 'invalid_bootstrap_secret'
  | 'last_administrator'
  | 'role_cycle'
  | 'role_exists'
  | 'role_limit'
  | 'unknown_parent'
  | 'unknown_permission'
  | 'unknown_role'
  // organisations
  | 'already_member'
  | 'domain_limit'
  | 'domain_proof_missing'
  | 'domain_refused'
  | 'domain_taken'
  | 'invitation_for_another_address'
  | 'last_owner'
  | 'slug_taken'
  | 'step_up_required'
  | 'unknown_domain'
  | 'unknown_invitation'
  | 'unknown_member'
  | 'unknown_organization'
  // connections
  | 'address_not_of_domain'
  | 'certificate_limit'
  | 'certificate_refused'
  | 'connection_incomplete'
  | 'metadata_refused'
  | 'sso_required'
  | 'unknown_certificate'
  | 'unknown_connection'
  // webhooks
  | 'unknown_delivery'
  | 'unknown_consumer'
  | 'consumer_limit'
  | 'unknown_webhook'
  | 'webhook_limit';

/**
 * An expected refusal. One table in the API maps each code to a status and a title. Any other error is a bug or an
 * outage.
 */
export abstract class DomainError extends Error {
  abstract readonly code: DomainErrorCode;
}

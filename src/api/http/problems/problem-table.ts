import type { DomainErrorCode } from '../../../domain/domain-error.js';

/** The status, the title and the default detail of a problem. Without a detail, the title stands for it. */
type ProblemDefinition = readonly [status: number, title: string, detail?: string];

/** All problems by their code. The code and the title of a problem never change. */
const definitions = {
  malformed_json: [400, 'Malformed JSON', 'The body is not valid JSON in UTF-8.'],
  invalid_cursor: [400, 'Invalid cursor'],
  invalid_position: [
    400,
    'Invalid event position',
    'The position is malformed, or beyond the end of the log.',
  ],
  query_too_complex: [400, 'Query too complex', 'The GraphQL document exceeds a limit on its size or cost.'],
  invalid_state: [
    400,
    'Invalid or expired sign-in state',
    'The sign-in began in another browser, expired, or is already complete; start again.',
  ],
  unsupported_token_type: [
    400,
    'Unsupported token type',
    'API keys are revoked with DELETE /v1/api-keys/{key_id}.',
  ],
  unauthenticated: [401, 'Authentication required', 'The credential is missing, invalid, or expired.'],
  invalid_credentials: [401, 'Invalid credentials', 'The email address or the password is incorrect.'],
  invalid_refresh_token: [
    401,
    'Invalid refresh token',
    'The refresh token is invalid, expired, or revoked; sign in again.',
  ],
  invalid_code: [401, 'Invalid code', 'The code is wrong, was used before, or the account is locked.'],
  invalid_mfa_token: [
    401,
    'Invalid or expired MFA token',
    'The sign-in has expired, is complete, or was revoked; sign in again.',
  ],
  mfa_required: [
    403,
    'Second factor required',
    'The first step was correct. Complete the sign-in with a second factor.',
  ],
  invalid_passkey: [
    401,
    'Invalid passkey',
    'The passkey is unknown or was not accepted; try again, or sign in another way.',
  ],
  forbidden: [
    403,
    'Access denied',
    'This operation requires a service credential, or a role with its permission.',
  ],
  impersonation_refused: [
    403,
    'Not possible while acting as another person',
    'An administrator who acts as a person cannot do this. Use the own session instead.',
  ],
  exceeds_own_permissions: [
    403,
    'Exceeds own permissions',
    'The change gives, takes or touches permissions that the caller lacks, or roles of the caller.',
  ],
  invalid_bootstrap_secret: [
    403,
    'Invalid bootstrap secret',
    'The secret is wrong, or was used: it makes the first administrator only.',
  ],
  cross_site_request: [
    403,
    'Cross-site request rejected',
    'Cookies are accepted only from pages of an allowed origin.',
  ],
  insufficient_scope: [403, 'Insufficient scope', 'The credential does not have the required scope.'],
  wrong_password: [403, 'Incorrect password'],
  wrong_code: [403, 'Incorrect code', 'The code is wrong, was used before, or the account is locked.'],
  reauthentication_required: [
    403,
    'Recent sign-in required',
    'This operation requires a recent sign-in; sign in again.',
  ],
  set_up_link_required: [
    403,
    'Set-up link required',
    'The second factors of the account were reset. Send the token of the link in the email about it.',
  ],
  email_not_verified: [
    403,
    'Email address not yet verified',
    'Open the link in the verification email. POST /auth/resend-verification sends another one.',
  ],
  sign_in_refused: [
    403,
    'Sign-in not allowed for this account',
    'The account is deactivated, or its email address was never verified.',
  ],
  provider_denied: [
    403,
    'Identity provider denied access',
    'The user cancelled at the identity provider, or the provider denied the request.',
  ],
  untrustworthy_answer: [
    403,
    'Identity provider response rejected',
    'The response of the identity provider failed validation.',
  ],
  email_missing: [
    403,
    'Email address missing',
    'The identity provider returned no email address. Register with one, then link the provider.',
  ],
  email_unverified: [
    403,
    'Email address not verified',
    'The identity provider has not verified the email address. If it can be verified here, an email explains how.',
  ],
  other_browser: [
    403,
    'Link opened in a different browser',
    'Open the link in the browser or app in which it was requested.',
  ],
  not_found: [404, 'Not found'],
  unknown_user: [404, 'User not found'],
  unknown_session: [404, 'Session not found'],
  unknown_provider: [404, 'Identity provider not found'],
  unknown_factor: [404, 'Factor not found'],
  unknown_trusted_device: [404, 'Trusted device not found'],
  unknown_identity: [404, 'Identity provider not linked'],
  unknown_api_key: [404, 'API key not found', 'The API key does not exist, has expired, or was revoked.'],
  unknown_signing_key: [404, 'Signing key not found'],
  unknown_job: [404, 'Job not found', 'The job does not exist, or is finished.'],
  unknown_role: [404, 'Role not found', 'The role does not exist or was retired.'],
  unknown_organization: [
    404,
    'Organisation not found',
    'The organisation does not exist, or the caller is no member of it.',
  ],
  unknown_member: [404, 'Member not found', 'The person is no member of the organisation.'],
  unknown_consumer: [404, 'Consumer not found'],
  unknown_webhook: [404, 'Webhook not found', 'The webhook does not exist or was deleted.'],
  unknown_delivery: [
    404,
    'Delivery not found',
    'The webhook has no delivery of this event, or it is too old.',
  ],
  method_not_allowed: [405, 'Method not allowed'],
  email_taken: [409, 'Email address already registered'],
  account_exists: [
    409,
    'Account already exists',
    'The email address belongs to an account. Sign in to it, then link the provider.',
  ],
  identity_taken: [409, 'Identity linked to another account'],
  factor_exists: [
    409,
    'Credential already registered',
    'The authenticator is registered with an account already; use another one.',
  ],
  phone_alone: [
    409,
    'A phone cannot be the only second factor',
    'Add an authenticator app, a passkey or a security key first, and keep it beside the phone.',
  ],
  consumer_limit: [409, 'Too many consumers', 'Delete a consumer before you add another one.'],
  webhook_limit: [409, 'Too many webhooks', 'Delete a webhook before you add another one.'],
  factor_limit: [409, 'Too many factors', 'Remove a factor of this kind before you add another one.'],
  provider_linked: [
    409,
    'Identity provider already linked',
    'The account is linked to another identity of this provider.',
  ],
  last_way_in: [
    409,
    'Last sign-in method cannot be removed',
    'The account has no other way to sign in; set a password first.',
  ],
  second_factor_demanded: [
    409,
    'Second factor required for this account',
    'The last factor cannot be removed; add another one first.',
  ],
  no_password: [409, 'No password set', 'The account has no password; set one with POST /auth/set-password.'],
  password_exists: [409, 'Password already set', 'Change the password with POST /auth/change-password.'],
  registration_lapsed: [
    409,
    'Registration expired',
    'The registration was not completed in time; register again.',
  ],
  last_administrator: [
    409,
    'Last administrator cannot be removed',
    'Make another person with an open account an administrator first.',
  ],
  last_owner: [409, 'Last owner cannot be removed', 'Make another member an owner first.'],
  already_member: [409, 'Already a member', 'The person is a member of the organisation already.'],
  slug_taken: [409, 'Slug already in use', 'Choose another slug.'],
  role_exists: [409, 'Role key already in use'],
  built_in: [409, 'Built-in role or permission', 'It is part of the release and cannot be changed.'],
  job_not_failed: [409, 'Job has not failed', 'The job is tried again by itself.'],
  conflict: [409, 'Concurrent modification', 'Another request changed the same resource; retry.'],
  shared_secret: [
    409,
    'Signing keys not enabled',
    'Access tokens are signed with a shared secret; change it in the configuration.',
  ],
  idempotency_key_in_use: [
    409,
    'Idempotency key in use',
    'The first request with this key is still in progress.',
  ],
  code_used: [410, 'Code used or expired', 'The code was already used, has expired, or does not match.'],
  enrolment_over: [
    410,
    'Enrolment used or expired',
    'The enrolment was already completed, has expired, or belongs to another session; start again.',
  ],
  link_used: [
    410,
    'Link used or expired',
    'The link was already used, was replaced by a newer one, or has expired.',
  ],
  precondition_failed: [412, 'Precondition failed', 'The resource has changed since it was read.'],
  body_too_large: [413, 'Request body too large'],
  unsupported_media_type: [
    415,
    'Unsupported media type',
    'The content type must be application/json, or application/x-www-form-urlencoded for OAuth requests.',
  ],
  invalid_input: [422, 'Invalid input'],
  weak_password: [422, 'Password does not meet the policy'],
  passkey_refused: [
    422,
    'Passkey not accepted',
    'The answer of the authenticator was not accepted; request new options and try again.',
  ],
  authenticator_refused: [
    422,
    'Authenticator model not allowed',
    'Only certain models of authenticators can be added here; use another one.',
  ],
  phone_refused: [
    422,
    'Phone number not accepted',
    'Use the number of a mobile phone with its country code, such as +49 151 12345678, in a supported country.',
  ],
  role_cycle: [422, 'Role inherits itself', 'A role cannot inherit itself, directly or through others.'],
  role_limit: [
    422,
    'Role limit exceeded',
    'There are too many roles, permissions, administrators or owners, or the inheritance is too deep.',
  ],
  unknown_parent: [422, 'Inherited role not found', 'A role to inherit does not exist or was retired.'],
  unknown_permission: [422, 'Permission not found', 'The permission does not exist or was retired.'],
  same_address: [422, 'Email address unchanged'],
  invalid_email: [422, 'Invalid email address'],
  idempotency_key_reused: [
    422,
    'Idempotency key reused',
    'The key was already used for a different request.',
  ],
  rate_limited: [429, 'Rate limit exceeded'],
  internal_error: [500, 'Internal server error'],
  unreadable_event: [
    500,
    'Unreadable event',
    'The record of this account has an event that this release of the service cannot read.',
  ],
  too_busy: [503, 'Service overloaded', 'The service is overloaded; retry later.'],
  sms_unavailable: [
    503,
    'Text message could not be sent',
    'The message could not be sent to this phone. Use another factor, or try again later.',
  ],
  provider_unavailable: [
    503,
    'Identity provider unavailable',
    'The identity provider did not respond. Retry later, or sign in another way.',
  ],
  unavailable: [503, 'Service unavailable', 'A dependency is unavailable; retry later.'],
} as const satisfies Record<string, ProblemDefinition> & Record<DomainErrorCode, ProblemDefinition>;

export type ProblemCode = keyof typeof definitions;

export const problems: Readonly<Record<ProblemCode, ProblemDefinition>> = definitions;

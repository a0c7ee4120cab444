import type { Route } from '../http/route.js';
import { accessRoutes } from './access.js';
import { administratorRoutes } from './administrators.js';
import { allOrganizationRoutes } from './all-organizations.js';
import { analyticsRoutes } from './analytics.js';
import { apiKeyRoutes } from './api-keys.js';
import { auditRoutes } from './audit.js';
import { authenticatorRoutes } from './authenticators.js';
import { blastRadiusRoutes } from './blast-radius.js';
import { connectionChangeRoutes } from './connection-changes.js';
import { connectionKeyRoutes } from './connection-keys.js';
import { connectionRoutes } from './connections.js';
import { discoverRoutes } from './discover.js';
import { domainRoutes } from './domains.js';
import { consoleRoutes } from './console.js';
import { consumerRoutes } from './consumers.js';
import type { RouteDependencies } from './dependencies.js';
import { eventTypeRoutes } from './event-types.js';
import { erasureRoutes } from './erasures.js';
import { eventRoutes } from './events.js';
import { factorResetRoutes } from './factor-reset.js';
import { factorRoutes } from './factors.js';
import { graphqlRoutes } from './graphql.js';
import { healthRoutes } from './health.js';
import { identityRoutes } from './identities.js';
import { impersonationRoutes } from './impersonation.js';
import { jobRoutes } from './jobs.js';
import { invitationLinkRoutes } from './invitation-links.js';
import { invitationRoutes } from './invitations.js';
import { meRoutes } from './me.js';
import { memberRoutes } from './members.js';
import { oauthCallbackRoutes } from './oauth-callback.js';
import { oauthSessionRoutes } from './oauth-sessions.js';
import { oauthRoutes } from './oauth.js';
import { operationsRoutes } from './operations.js';
import { organizationApiKeyRoutes } from './organization-api-keys.js';
import { organizationPolicyRoutes } from './organization-policy.js';
import { projectionRoutes } from './projections.js';
import { organizationRoutes } from './organizations.js';
import { ownHistoryRoutes } from './own-history.js';
import { ownInvitationRoutes } from './own-invitations.js';
import { ownOrganizationRoutes } from './own-organizations.js';
import { organizationRoleRoutes } from './organization-roles.js';
import { passkeyRoutes } from './passkeys.js';
import { passwordRoutes } from './passwords.js';
import { permissionRoutes } from './permissions.js';
import { phoneRoutes } from './phones.js';
import { exportRoutes } from './exports.js';
import { privacyRoutes } from './privacy.js';
import { proofRoutes } from './proofs.js';
import { registrationRoutes } from './registration.js';
import { roleHolderRoutes } from './role-holders.js';
import { roleRoutes } from './roles.js';
import { samlLogoutRoutes } from './saml-logout.js';
import { samlRoutes } from './saml.js';
import { secondFactorRoutes } from './second-factor.js';
import { serviceRoutes } from './service.js';
import { sessionRoutes } from './sessions.js';
import { signInRoutes } from './sign-in.js';
import { signInLinkRoutes } from './sign-in-links.js';
import { signingKeyRoutes } from './signing-keys.js';
import { stepUpRoutes } from './step-up.js';
import { totpRoutes } from './totp.js';
import { tokenRoutes } from './tokens.js';
import { trustedDeviceRoutes } from './trusted-devices.js';
import { userFactorRoutes } from './user-factors.js';
import { userRoutes } from './users.js';
import { webhookChangeRoutes } from './webhook-changes.js';
import { webhookDeliveryRoutes } from './webhook-deliveries.js';
import { webhookRoutes } from './webhooks.js';
import { wellKnownRoutes } from './well-known.js';

/** The areas of the API, in the order of the OpenAPI document. */
const AREAS: readonly ((dependencies: RouteDependencies) => Route[])[] = [
  serviceRoutes,
  registrationRoutes,
  signInRoutes,
  signInLinkRoutes,
  discoverRoutes,
  secondFactorRoutes,
  stepUpRoutes,
  passkeyRoutes,
  totpRoutes,
  phoneRoutes,
  factorRoutes,
  factorResetRoutes,
  trustedDeviceRoutes,
  sessionRoutes,
  passwordRoutes,
  oauthSessionRoutes,
  oauthRoutes,
  oauthCallbackRoutes,
  samlRoutes,
  samlLogoutRoutes,
  identityRoutes,
  meRoutes,
  ownHistoryRoutes,
  userRoutes,
  impersonationRoutes,
  userFactorRoutes,
  erasureRoutes,
  authenticatorRoutes,
  eventRoutes,
  consumerRoutes,
  eventTypeRoutes,
  auditRoutes,
  blastRadiusRoutes,
  tokenRoutes,
  wellKnownRoutes,
  signingKeyRoutes,
  apiKeyRoutes,
  administratorRoutes,
  roleRoutes,
  roleHolderRoutes,
  permissionRoutes,
  accessRoutes,
  ownOrganizationRoutes,
  allOrganizationRoutes,
  organizationRoutes,
  organizationPolicyRoutes,
  memberRoutes,
  organizationRoleRoutes,
  organizationApiKeyRoutes,
  invitationRoutes,
  invitationLinkRoutes,
  ownInvitationRoutes,
  connectionRoutes,
  connectionChangeRoutes,
  connectionKeyRoutes,
  domainRoutes,
  webhookRoutes,
  webhookChangeRoutes,
  webhookDeliveryRoutes,
  proofRoutes,
  privacyRoutes,
  exportRoutes,
  analyticsRoutes,
  operationsRoutes,
  projectionRoutes,
  jobRoutes,
  consoleRoutes,
  healthRoutes,
];

/** Returns every route of the API. Those of GraphQL answer with the others. */
export function allRoutes(dependencies: RouteDependencies): Route[] {
  const routes = AREAS.flatMap((routesOf) => routesOf(dependencies));
  return [...routes, ...graphqlRoutes(dependencies, routes)];
}

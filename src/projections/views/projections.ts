import type { Codec } from '../../eventstore/codec.js';
import type { Projection } from '../engine/projection.js';
import { usersProjection } from './accounts/projection.js';
import type { UserNumbers } from './accounts/user-numbers.js';
import { funnelsProjection } from './analytics/projection.js';
import { apiKeysProjection } from './api-keys/projection.js';
import { auditProjection } from './audit-trail/projection.js';
import { historyProjection } from './audit/projection.js';
import { connectionsProjection } from './connections/projection.js';
import { domainsProjection } from './domains/projection.js';
import { erasuresProjection } from './erasures/projection.js';
import { factorsProjection } from './factors/projection.js';
import { invitationsProjection } from './invitations/projection.js';
import { organizationKeysProjection } from './organization-keys/projection.js';
import { organizationsProjection } from './organizations/projection.js';
import { rolesProjection } from './roles/projection.js';
import { sessionsProjection } from './sessions/projection.js';
import { webhooksProjection } from './webhooks/projection.js';

/** Creates every projection of the service. A new read model is a folder here and a line in this list. */
export function createProjections(
  codec: Codec,
  { remember }: Pick<UserNumbers, 'remember'>,
  { analytics }: { readonly analytics: boolean },
): readonly Projection[] {
  return [
    usersProjection(codec, remember),
    historyProjection(),
    auditProjection(),
    sessionsProjection(),
    apiKeysProjection(),
    factorsProjection(),
    webhooksProjection(),
    rolesProjection(),
    organizationsProjection(),
    invitationsProjection(),
    connectionsProjection(),
    organizationKeysProjection(),
    domainsProjection(),
    erasuresProjection(),
    ...(analytics ? [funnelsProjection()] : []),
  ];
}

import { addKey } from '../../commands/connections/add-key.js';
import { changeConnection } from '../../commands/connections/change-connection.js';
import { requireConnection, switchKey } from '../../domain/connection/decisions.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import {
  changeRefusals,
  connectionAnswer,
  connectionAnswers,
  connectionParams,
  connectionPath,
  idsIn,
} from './connections.js';
import type { RouteDependencies } from './dependencies.js';

const shared = {
  tag: 'Organisations',
  auth: 'member',
  permission: 'connections:write',
  params: connectionParams,
  answers: connectionAnswers,
} as const;

/** Routes that replace the key with which this service signs its messages to an identity provider. */
export function connectionKeyRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/keys`,
      operation: 'addConnectionKey',
      summary:
        'Adds the next signing key of this service. Its certificate is in the metadata before it signs.',
      refusals: changeRefusals,
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        const changed = await addKey(commands, ids, caller, causeOf(context, caller));
        return connectionAnswer(changed, ids.organizationId, dependencies, context.now);
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/keys/switch`,
      operation: 'switchConnectionKey',
      summary: 'Signs with the next key from here on. The key before is no longer used or published.',
      refusals: ['connection_incomplete', ...changeRefusals],
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        const changed = await changeConnection(commands, ids, caller, causeOf(context, caller), (before) =>
          switchKey(requireConnection(before, ids.organizationId)),
        );
        return connectionAnswer(changed, ids.organizationId, dependencies, context.now);
      },
    }),
  ];
}

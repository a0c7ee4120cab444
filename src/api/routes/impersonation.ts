import { z } from 'zod';
import { impersonate, impersonateInput } from '../../commands/sessions/impersonate.js';
import { userIdSchema } from '../../domain/ids.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const impersonationJson = z
  .strictObject({
    access_token: z.string().meta({ description: 'Its claim `act` names the administrator.' }),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the session ends. It has no refresh token.' }),
    session_id: z.uuid(),
    user_id: z.uuid(),
  })
  .meta({ id: 'Impersonation' });

/** Route by which administrators act as a person. */
export function impersonationRoutes({ commands, accessTokens, access }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/impersonate',
      operation: 'impersonateUser',
      summary: 'Starts a short session in which an administrator acts as a person with fewer permissions.',
      tag: 'Users',
      auth: 'service',
      permission: 'users:impersonate',
      params: z.strictObject({ user_id: userIdSchema }),
      body: impersonateInput,
      ignoresIdempotencyKey: true,
      answers: { 200: { description: 'The access token of the session.', body: impersonationJson } },
      refusals: ['unknown_user', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params: { user_id: userId }, body: { reason, ttl }, context, caller }) {
        // Only a person can answer for the actions in the session.
        if (caller.kind !== 'administrator') throw new Problem('forbidden');
        await requireRecentProof(commands, caller, context.now);
        const lifeMs = Math.min(ttl * 1000, accessTokens.ttlMs);
        const ends = new Date(context.now.getTime() + lifeMs);
        const { userId: own, sessionId } = caller;
        const started = await impersonate(
          commands,
          userId,
          { userId: own, sessionId },
          { reason, ends },
          causeOf(context, caller),
        );
        access.countImpersonation();
        const { token, lifeSeconds } = await accessTokens.issue(started.claims, ends, context.now);
        const body = {
          access_token: token,
          token_type: 'bearer' as const,
          expires_in: lifeSeconds,
          session_id: started.claims.sessionId,
          user_id: userId,
        };
        return { status: 200, body, position: started.position };
      },
    }),
  ];
}

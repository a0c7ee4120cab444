import { z } from 'zod';
import { signIn, signInInput } from '../../commands/sign-in.js';
import { defineRoute } from '../route.js';
import type { Route } from '../route.js';
import { causeOf } from './cause.js';
import type { RouteDependencies } from './dependencies.js';

const signedInJson = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    user_id: z.uuid(),
    email: z.string(),
    username: z.string(),
    is_active: z.boolean(),
    is_verified: z.boolean(),
  })
  .meta({ id: 'SignedIn' });

export function signInRoutes({ commands, accessTokens }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      operation: 'signIn',
      summary: 'Starts a session with an address and its password.',
      tag: 'Sessions',
      auth: 'none',
      body: signInInput,
      answers: { 200: { description: 'The tokens of the session, and the account.', body: signedInJson } },
      refusals: ['invalid_credentials', 'too_busy'],
      async handle({ body, context, caller }) {
        const { account, sessionId, amr, position } = await signIn(commands, body, causeOf(context, caller));
        const claims = {
          userId: account.id,
          sessionId,
          userRevision: account.revision,
          amr,
          authTime: context.now,
        };
        return {
          status: 200,
          body: {
            access_token: await accessTokens.issue(claims, context.now),
            token_type: 'bearer' as const,
            expires_in: accessTokens.ttlMs / 1000,
            user_id: account.id,
            email: account.email,
            username: account.username,
            is_active: account.active,
            is_verified: account.verified,
          },
          position,
        };
      },
    }),
  ];
}

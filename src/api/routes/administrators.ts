import { z } from 'zod';
import { bootstrapAdministrator } from '../../commands/roles/bootstrap-administrator.js';
import { loadAccess } from '../../eventstore/folding/load-access.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { accessJson, toAccessJson } from '../past/past-access.js';
import type { RouteDependencies } from './dependencies.js';

const MAX_SECRET_LENGTH = 1024;
const tag = 'Roles';
const answers = { 200: { description: 'The roles and permissions of the caller.', body: accessJson } };

/** Routes with which people become administrators and see their own roles. */
export function administratorRoutes({ commands, bootstrapSecret }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/administrators/bootstrap',
      operation: 'bootstrapAdministrator',
      summary: 'Makes the caller the first administrator, with the secret of the deployment. It works once.',
      tag,
      auth: 'user',
      body: z.strictObject({ secret: z.string().min(1).max(MAX_SECRET_LENGTH).meta({ format: 'password' }) }),
      answers,
      refusals: ['invalid_bootstrap_secret', 'unknown_user', 'reauthentication_required'],
      limits: ({ network, caller }) => [
        ['bootstrap.source', network],
        ['change.account', caller.userId],
      ],
      async handle({ body, context, caller }) {
        const secrets = { presented: body.secret, configured: bootstrapSecret };
        const position = await bootstrapAdministrator(commands, caller, secrets, causeOf(context, caller));
        return { status: 200, body: toAccessJson(await loadAccess(log, caller.userId)), position };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/access',
      operation: 'readOwnAccess',
      summary: 'Returns the roles and permissions of the caller.',
      tag,
      auth: 'user',
      answers,
      refusals: [],
      async handle({ caller }) {
        return { status: 200, body: toAccessJson(await loadAccess(log, caller.userId)) };
      },
    }),
  ];
}

import { z } from 'zod';
import * as fields from '../../commands/input-schemas.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { findConnectionOfDomain } from '../federation/connection-of-domain.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const waysJson = z
  .strictObject({
    ways: z.array(z.string()).meta({
      description:
        '`password`, `passkey`, `email` and the names of providers. `sso` comes first, or alone if the domain demands it.',
      example: ['password', 'passkey', 'email', 'google'],
    }),
    start_url: z
      .url()
      .optional()
      .meta({ description: 'With `sso`: the address at which the sign-in begins.' }),
  })
  .meta({ id: 'WaysIn' });

/** Route for sign-in pages that ask for the address first. */
export function discoverRoutes({
  commands,
  mailedSignIn,
  oauth,
  publicUrl,
  readModels: { listConnections },
}: RouteDependencies): Route[] {
  const everyWay = [
    'password',
    'passkey',
    ...(mailedSignIn === null ? [] : ['email']),
    ...oauth.providers.keys(),
  ];
  return [
    defineRoute({
      method: 'post',
      path: '/auth/discover',
      operation: 'discoverWaysIn',
      summary: 'Lists the ways in that the domain of an address allows. It tells nothing about an account.',
      tag: 'Sign-in',
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: z.strictObject({ email: fields.email }),
      answers: { 200: { description: 'The ways in.', body: waysJson } },
      refusals: [],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ body: { email } }) {
        const required = await commands.requiredConnection(email);
        if (required !== null) return { status: 200, body: { ways: ['sso'], start_url: required.startUrl } };
        const id = await findConnectionOfDomain({ ...commands, listConnections }, email);
        if (id === null) return { status: 200, body: { ways: everyWay } };
        const { startUrl } = serviceAddresses(publicUrl, id);
        return { status: 200, body: { ways: ['sso', ...everyWay], start_url: startUrl } };
      },
    }),
  ];
}

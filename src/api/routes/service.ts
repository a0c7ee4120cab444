import { z } from 'zod';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';

const tag = 'Service';

/** Routes that describe the service. */
export function serviceRoutes(): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/',
      operation: 'welcome',
      summary: 'Returns a welcome message.',
      tag,
      auth: 'none',
      answers: {
        200: { description: 'The welcome message.', body: z.strictObject({ message: z.string() }) },
      },
      refusals: [],
      handle: () =>
        Promise.resolve({ status: 200, body: { message: 'Welcome to the Credential Management Service' } }),
    }),
  ];
}

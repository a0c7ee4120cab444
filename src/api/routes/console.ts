import { z } from 'zod';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const countsJson = z.strictObject({
  sign_ups: z.int(),
  sign_ins: z.int(),
  failed_sign_ins: z.int(),
  lockouts: z.int(),
  mails: z.int(),
  failed_mails: z.int(),
});

const overviewJson = z
  .strictObject({
    since: z.iso.datetime().meta({
      description: 'The time from which on the counts are complete: the start of the process that answers.',
    }),
    hours: z
      .array(z.strictObject({ start: z.iso.datetime(), counts: countsJson }))
      .meta({ description: 'The last 24 hours, oldest first. The last one is still running.' }),
  })
  .meta({ id: 'ConsoleOverview' });

/** Routes that only the console needs. */
export function consoleRoutes({ activity }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/console/overview',
      operation: 'readConsoleOverview',
      summary: 'Counts the sign-ups, sign-ins, failures and mails of the last 24 hours.',
      tag: 'Operations',
      auth: 'service',
      permission: 'console:read',
      answers: { 200: { description: 'The counts by hour.', body: overviewJson } },
      refusals: [],
      handle() {
        const hours = activity.hours().map(({ start, counts }) => ({ start: start.toISOString(), counts }));
        return Promise.resolve({ status: 200, body: { since: activity.since.toISOString(), hours } });
      },
    }),
  ];
}

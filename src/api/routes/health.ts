import { z } from 'zod';
import { readiness, readyJson } from '../http/readiness.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const liveJson = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' });

const tag = 'Service';

/** Health checks of the process. */
export function healthRoutes({ readiness: parts }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health/live',
      operation: 'isLive',
      summary: 'Reports whether the process is alive.',
      tag,
      auth: 'none',
      answers: { 200: { description: 'The process is alive.', body: liveJson } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: { status: 'ok' as const } }),
    }),
    defineRoute({
      method: 'get',
      path: '/health/ready',
      operation: 'isReady',
      summary:
        'Reports whether the process can serve requests: the stores respond, every reader keeps up, and no event ' +
        'is parked. With status `degraded`, the job queue or the mail server is unavailable and emails are delayed.',
      tag,
      auth: 'none',
      answers: {
        200: {
          description: 'The process can serve requests; its status is `ok` or `degraded`.',
          body: readyJson,
        },
        503: { description: 'The process cannot serve every request.', body: readyJson },
      },
      refusals: [],
      async handle() {
        const body = await readiness(parts);
        return { status: body.status === 'failing' ? 503 : 200, body };
      },
    }),
  ];
}

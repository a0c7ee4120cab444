import { z } from 'zod';
import { readiness, readyJson } from '../http/readiness.js';
import type { ReadinessParts } from '../http/readiness.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';

const liveJson = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' });

const tag = 'Service';

export function healthRoutes(parts: ReadinessParts): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health/live',
      operation: 'isLive',
      summary: 'Whether the process runs.',
      tag,
      auth: 'none',
      answers: { 200: { description: 'It runs.', body: liveJson } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: { status: 'ok' as const } }),
    }),
    defineRoute({
      method: 'get',
      path: '/health/ready',
      operation: 'isReady',
      summary:
        'Whether the process can serve: the stores answer, every reader follows, and no event is parked. ' +
        'Degraded: it serves, and mails wait, because what keeps the jobs does not answer.',
      tag,
      auth: 'none',
      answers: {
        200: { description: 'It can serve, perhaps degraded.', body: readyJson },
        503: { description: 'It cannot, or not everything.', body: readyJson },
      },
      refusals: [],
      async handle() {
        const body = await readiness(parts);
        return { status: body.status === 'failing' ? 503 : 200, body };
      },
    }),
  ];
}

import { z } from 'zod';
import { lagSeconds, readProgress } from '../../projections/checkpoints.js';
import { defineRoute } from '../route.js';
import type { Route } from '../route.js';
import type { RouteDependencies } from './dependencies.js';

const liveJson = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' });

const check = z.enum(['ok', 'failing']);
const readyJson = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'failing']),
    checks: z.strictObject({ database: check, log: check, readers: check, jobs: check }),
  })
  .meta({ id: 'Ready' });

const tag = 'Service';
const BOUND_MS = 2000;
/** A reader that stands still for so long, although there is more to read, needs help. */
const MOST_LAG_SECONDS = 30;

export function healthRoutes({ pool, commands, pingJobs }: RouteDependencies): Route[] {
  const checks = {
    database: async () => {
      await pool.query('select 1');
    },
    log: async () => {
      await commands.log.store.head();
    },
    readers: async () => {
      const [head, readers] = await Promise.all([commands.log.store.head(), readProgress(pool)]);
      const failing = readers.some(
        (reader) => reader.parked > 0 || lagSeconds(reader, head) > MOST_LAG_SECONDS,
      );
      if (failing) throw new Error('A reader has parked events or does not follow.');
    },
    jobs: pingJobs,
  };
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
        const [database, log, readers, jobs] = await Promise.all([
          outcome(checks.database),
          outcome(checks.log),
          outcome(checks.readers),
          outcome(checks.jobs),
        ]);
        const failing = [database, log, readers].includes('failing');
        const status = failing ? 'failing' : jobs === 'failing' ? 'degraded' : 'ok';
        return { status: failing ? 503 : 200, body: { status, checks: { database, log, readers, jobs } } };
      },
    }),
  ];
}

async function outcome(check: () => Promise<void>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, BOUND_MS, 'failing');
  });
  const done = check().then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return await Promise.race([done, late]).finally(() => {
    clearTimeout(timer);
  });
}

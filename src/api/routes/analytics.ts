import { z } from 'zod';
import type { Range } from '../../projections/views/analytics/query.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import type { AnalyticsQueries } from './read-models.js';

const DEFAULT_RANGE_MS = 30 * 24 * 3_600_000;

const time = z.iso.datetime({ offset: true });
const rangeQuery = z.strictObject({
  from: time.optional().meta({ description: 'A time; 30 days before `to` by default.' }),
  to: time.optional().meta({ description: 'A later time, itself not included; now by default.' }),
});
const unit = z.enum(['hour', 'day', 'week', 'month']);
const unitQuery = rangeQuery.extend({
  by: unit.default('day').meta({ description: 'The unit of time, in UTC. Weeks begin on Monday.' }),
});

const number = z.int().nonnegative();
const seconds = z
  .number()
  .nullable()
  .meta({ description: 'The median of the seconds since the start, or null.' });

const funnelsJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        at: z.iso.datetime().nullable().meta({ description: 'The begin of the unit; null by method.' }),
        method: z
          .string()
          .nullable()
          .meta({ description: '`password`, `mail`, or an identity provider; null by time.' }),
        started: number,
        mail_sent: number,
        verified: number,
        signed_in: number,
        seconds_to_mail: seconds,
        seconds_to_verified: seconds,
        seconds_to_sign_in: seconds,
      }),
    ),
  })
  .meta({ id: 'Funnels' });

const methodsJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        kind: z.enum(['sign_in', 'second_factor', 'recovery']),
        name: z.string().meta({
          description: 'A provider or the first `amr` of a sign-in, the kind of a factor, or a step.',
          example: 'pwd',
        }),
        count: number,
      }),
    ),
  })
  .meta({ id: 'SignInMethods' });

const failuresJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        type: z.string().meta({ description: 'The event type.', example: 'SignInFailed' }),
        count: number,
      }),
    ),
  })
  .meta({ id: 'SignInFailures' });

const retentionJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        cohort: z.iso.datetime().meta({ description: 'The Monday of the week of the sign-ups.' }),
        weeks_later: number,
        people: number.meta({ description: 'The people who signed in that many weeks later.' }),
        size: number.meta({ description: 'All people who signed up in the week.' }),
      }),
    ),
  })
  .meta({ id: 'RetainedPeople' });

const common = {
  method: 'get',
  tag: 'Analytics',
  auth: 'service',
  permission: 'analytics:read',
  refusals: ['not_found'],
} as const;

/** Routes for the numbers of sign-ups and sign-ins. They have no personal data. */
export function analyticsRoutes({ analytics, commands }: RouteDependencies): Route[] {
  /** @throws Problem not_found analytics are off */
  function queries(): AnalyticsQueries {
    if (analytics === null) throw new Problem('not_found', { detail: 'Analytics are off (ANALYTICS).' });
    return analytics;
  }

  function rangeOf(query: z.output<typeof rangeQuery>): Range {
    const to = query.to === undefined ? commands.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_RANGE_MS) : new Date(query.from);
    return { from, to };
  }

  return [
    defineRoute({
      ...common,
      path: '/v1/analytics/funnels',
      operation: 'readFunnels',
      summary: 'Counts sign-ups and the steps that they reached, the newest first, at most 1,000 rows.',
      query: rangeQuery.extend({
        by: z
          .enum([...unit.options, 'method'])
          .default('day')
          .meta({ description: 'The unit of time in UTC, or `method` for one row a way to sign in.' }),
      }),
      answers: { 200: { description: 'The numbers of sign-ups.', body: funnelsJson } },
      async handle({ query }) {
        const rows = await queries().readFunnels(rangeOf(query), query.by);
        const items = rows.map((row) => ({
          at: row.at?.toISOString() ?? null,
          method: row.method,
          started: row.started,
          mail_sent: row.mailSent,
          verified: row.verified,
          signed_in: row.signedIn,
          seconds_to_mail: row.secondsToMail,
          seconds_to_verified: row.secondsToVerified,
          seconds_to_sign_in: row.secondsToSignIn,
        }));
        return { status: 200, body: { items } };
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/analytics/methods',
      operation: 'readSignInMethods',
      summary: 'Counts sign-ins by method, second factors, and resets of passwords, at most 1,000 rows.',
      query: unitQuery,
      answers: { 200: { description: 'The numbers of sign-ins.', body: methodsJson } },
      async handle({ query }) {
        const rows = await queries().readMethods(rangeOf(query), query.by);
        return {
          status: 200,
          body: { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) },
        };
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/analytics/failures',
      operation: 'readSignInFailures',
      summary:
        'Counts failed sign-ins, lockouts, and mails and text messages that failed, at most 1,000 rows.',
      query: unitQuery,
      answers: { 200: { description: 'The numbers of failures.', body: failuresJson } },
      async handle({ query }) {
        const rows = await queries().readFailures(rangeOf(query), query.by);
        const items = rows.map(({ at, name, count }) => ({ at: at.toISOString(), type: name, count }));
        return { status: 200, body: { items } };
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/analytics/retention',
      operation: 'readRetainedPeople',
      summary: 'Counts the people of each week of sign-ups who signed in, in that week and later ones.',
      query: rangeQuery,
      answers: { 200: { description: 'The numbers of people.', body: retentionJson } },
      async handle({ query }) {
        const rows = await queries().readRetention(rangeOf(query));
        const items = rows.map(({ cohort, weeksLater, people, size }) => {
          return { cohort: cohort.toISOString(), weeks_later: weeksLater, people, size };
        });
        return { status: 200, body: { items } };
      },
    }),
  ];
}

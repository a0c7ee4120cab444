import { z } from 'zod';
import { recordOperation } from '../../commands/operations/record-operation.js';
import { messageJson } from '../answers/message-json.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { JOB_STATES } from './open-jobs.js';
import type { OpenJob } from './open-jobs.js';

const MAX_ID_LENGTH = 200;
const tag = 'Operations';
const jobId = z.string().max(MAX_ID_LENGTH);

const jobsJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().meta({ description: 'The kind of the job, such as a mail.' }),
        state: z.enum(JOB_STATES),
        attempts: z.int().meta({ description: 'The number of attempts that have failed.' }),
        due_at: z.iso.datetime(),
        next_attempt_at: z.iso.datetime().nullable(),
        failed_at: z.iso.datetime().nullable(),
        cause: z
          .string()
          .nullable()
          .meta({ description: 'The cause of the last failure, without personal data.' }),
        event_id: z.uuid().nullable().meta({ description: 'The event that caused the job.' }),
        correlation_id: z.string().nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Jobs' });

/** Routes for the jobs that are not finished, such as mails. */
export function jobRoutes({ commands, jobs }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/jobs',
      operation: 'listJobs',
      summary: 'Lists the jobs that are not finished, all or those in a state.',
      tag,
      auth: 'service',
      permission: 'operations:read',
      query: pageQuery.extend({
        state: z.enum(JOB_STATES).optional().meta({ description: 'Only jobs in this state.' }),
      }),
      answers: { 200: { description: 'A page of jobs.', body: jobsJson } },
      refusals: ['invalid_cursor'],
      async handle({ query: { state = null, cursor, limit } }) {
        const after = cursor === undefined ? '' : decodeCursor(cursor, jobId);
        const found = await jobs.list(state, { after, limit });
        const last = found.length === limit ? found.at(-1) : undefined;
        const next_cursor = last === undefined ? null : encodeCursor(last.id);
        return { status: 200, body: { items: found.map(toJson), next_cursor } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/jobs/{job_id}/retry',
      operation: 'retryJob',
      summary: 'Makes a failed job due at once, with new attempts.',
      tag,
      auth: 'service',
      permission: 'operations:write',
      params: z.strictObject({ job_id: jobId }),
      answers: { 202: { description: 'The job is due.', body: messageJson } },
      refusals: ['unknown_job', 'job_not_failed'],
      async handle({ params: { job_id: id }, context, caller }) {
        if (!(await jobs.isOpen(id))) throw new Problem('unknown_job');
        const event = { type: 'JobRetryRequested', data: { job_id: id } } as const;
        const position = await recordOperation(commands, event, causeOf(context, caller));
        if (!(await jobs.retry(id))) throw new Problem('job_not_failed');
        return { status: 202, body: { message: 'The job is due.' }, position };
      },
    }),
  ];
}

function toJson(job: OpenJob): z.input<typeof jobsJson>['items'][number] {
  return {
    id: job.id,
    name: job.name,
    state: job.state,
    attempts: job.attempts,
    due_at: job.dueAt.toISOString(),
    next_attempt_at: job.nextAttemptAt?.toISOString() ?? null,
    failed_at: job.failedAt?.toISOString() ?? null,
    cause: job.cause,
    event_id: job.eventId,
    correlation_id: job.correlationId,
  };
}

import { completeFactorReset } from '../../commands/factors/reset/complete-reset.js';
import { userOfStream } from '../../domain/user/user.js';
import { causeOf, readCausingEvent } from './job-kind.js';
import type { JobKind } from './job-kind.js';

/** Added to the delay, because the clock of the outbox may be ahead of the one of decisions. */
const MARGIN_MS = 1000;

/** Removes the factors of an account when the delay of a reset has passed, unless somebody has cancelled it. */
export const resetFactorsJob: JobKind = {
  name: 'factor-reset-due',
  causedBy: {
    FactorResetAsked({ data, recordedAt }) {
      const due = data['due_at'];
      const left = typeof due === 'string' ? Date.parse(due) - recordedAt.getTime() : 0;
      return Math.max(0, left) + MARGIN_MS;
    },
  },
  async run({ log, now }, job) {
    const event = await readCausingEvent(log, job);
    const userId = userOfStream(job.stream);
    if (event?.type !== 'FactorResetAsked' || userId === null) return 'no reset';
    if (new Date(event.data.due_at) > now()) throw new Error('The reset is not due yet.');
    const isDone = await completeFactorReset({ log }, userId, event.id, causeOf(job, event, 'reset', now()));
    return isDone ? 'reset' : 'no longer wanted';
  },
};

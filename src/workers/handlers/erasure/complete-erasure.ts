import { completeErasure } from '../../../commands/privacy/complete-erasure.js';
import { userOfStream } from '../../../domain/user/user.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/** Added to the delay, because the clock of the outbox may be ahead of the one of decisions. */
const MARGIN_MS = 1000;

/** Erases an account when the delay of the request has passed, unless its owner has signed in since. */
export const completeErasureJob: JobKind = {
  name: 'erasure-due',
  causedBy: {
    ErasureRequested({ data, recordedAt }) {
      const due = data['due_at'];
      const left = typeof due === 'string' ? Date.parse(due) - recordedAt.getTime() : 0;
      // Without a delay, the same append has erased the account.
      return left > 0 ? left + MARGIN_MS : null;
    },
  },
  async run({ log, now, rules }, job) {
    const event = await readCausingEvent(log, job);
    const userId = userOfStream(job.stream);
    if (event?.type !== 'ErasureRequested' || userId === null) return 'no request';
    if (new Date(event.data.due_at) > now()) throw new Error('The erasure is not due yet.');
    const cause = causeOf(job, event, 'erase', now());
    const isDone = await completeErasure({ log, rules }, userId, event.id, cause);
    return isDone ? 'erased' : 'no longer wanted';
  },
};

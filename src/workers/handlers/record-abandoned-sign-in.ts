import { recordAbandonedSignIn } from '../../commands/authentication/second-step/record-abandoned-sign-in.js';
import { Erased } from '../../domain/event.js';
import { pendingSignInIdSchema } from '../../domain/ids.js';
import { pendingSignIns } from '../../domain/pending-sign-in/pending-sign-in.js';
import { causeOf, readCausingEvent } from './job-kind.js';
import type { JobKind } from './job-kind.js';

/** The life of a sign-in that waits for its second factor, and some more. */
const ABANDONED_AFTER_MS = 11 * 60_000;

/** Records a sign-in without its second factor, so that its owner gets a notice. */
export const recordAbandonedSignInJob: JobKind = {
  name: 'second-factor-due',
  causedBy: { SecondFactorAsked: () => ABANDONED_AFTER_MS },
  async run({ log, now }, job) {
    const event = await readCausingEvent(log, job);
    const id = pendingSignInIdSchema.safeParse(pendingSignIns.idOf(job.stream));
    if (event?.type !== 'SecondFactorAsked' || !id.success) return 'no sign-in';
    const { device } = event.data;
    if (device instanceof Erased) return 'erased';
    return await recordAbandonedSignIn({ log }, id.data, device, causeOf(job, event, 'abandoned', now()));
  },
};

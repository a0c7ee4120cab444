import { v5 as uuidv5 } from 'uuid';
import type { PendingSignInId } from '../../../domain/ids.js';
import { pendingSignInAt, sessionCompleting } from '../../../domain/pending-sign-in/pending-sign-in.js';
import { sessionAt } from '../../../domain/session/session.js';
import { secondFactorAbandoned } from '../../../domain/sign-in/decisions.js';
import { signInsOf } from '../../../domain/sign-in/sign-ins.js';
import type { Cause } from '../../../eventstore/codec.js';
import { appendUnread } from '../../append-changes.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';

const DAY = 'yyyy-mm-dd'.length;

/**
 * Records that a sign-in with a correct first proof was not completed: once a day for each account, however often it
 * happens. Does nothing for a completed sign-in.
 */
export async function recordAbandonedSignIn(
  { log }: Pick<CommandDependencies, 'log'>,
  id: PendingSignInId,
  device: string,
  cause: Cause,
): Promise<'completed' | 'recorded'> {
  const [{ state: pending }, { state: session }] = await Promise.all([
    load(log, pendingSignInAt(id)),
    load(log, sessionAt(sessionCompleting(id))),
  ]);
  if (pending.status !== 'asked' || session.status !== 'unknown') return 'completed';
  const { userId } = pending;
  // The log recognises the second command of a day as a repeat.
  const commandId = uuidv5(`sign-in abandoned ${cause.now.toISOString().slice(0, DAY)}`, userId);
  const abandoned = secondFactorAbandoned(userId, device);
  await appendUnread(log, signInsOf(userId, cause.now), abandoned, { ...cause, commandId });
  return 'recorded';
}

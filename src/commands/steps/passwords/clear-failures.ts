import { v5 as uuidv5 } from 'uuid';
import { clearAttempts, rememberLocation } from '../../../domain/attempts/decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { retryOnConflict } from '../../retry-on-conflict.js';
import type { AttemptCounters } from './attempt-counters.js';

/** Ends the row of failures after a correct password that starts no session. */
export async function clearFailures(
  { log }: Pick<CommandDependencies, 'log'>,
  { accountId, active, isKnownLocation }: AttemptCounters,
  cause: Cause,
): Promise<void> {
  // The counter already holds an event of the command itself, which would make this one a repeat.
  const clearing = { ...cause, commandId: uuidv5('attempts cleared', cause.commandId) };
  await retryOnConflict(() =>
    handle(log, clearing, { attempts: active }, () => ({
      attempts: isKnownLocation ? rememberLocation(accountId) : clearAttempts(accountId),
    })),
  );
}

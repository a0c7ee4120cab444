import type { OneTimeCodeEvent } from '../../domain/one-time-code/events.js';
import type { oneTimeCodeOf, OneTimeCode } from '../../domain/one-time-code/one-time-code.js';
import { InvalidCode } from '../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { retryOnConflict } from '../retry-on-conflict.js';

/**
 * Counts a try of a sent code in the log, before the code is compared.
 *
 * @param decide decides the event of the try
 * @returns the code to compare
 * @throws InvalidCode also if concurrent tries keep this one from being counted: it is one too many
 */
export async function countCodeTry(
  { log }: Pick<CommandDependencies, 'log'>,
  aggregate: ReturnType<typeof oneTimeCodeOf>,
  decide: (code: OneTimeCode) => OneTimeCodeEvent[],
  cause: Cause,
): Promise<OneTimeCode> {
  try {
    const { states } = await retryOnConflict(() =>
      handle(log, cause, { code: aggregate }, ({ code }) => ({ code: decide(code) })),
    );
    return states.code;
  } catch (error) {
    throw error instanceof WrongExpectedRevision ? new InvalidCode() : error;
  }
}

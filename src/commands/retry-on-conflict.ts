import { WrongExpectedRevision } from '../eventstore/port.js';
import { backOff } from './append-changes.js';

/** Maximum number of rounds. Each round is a full set of retries of `handle`, with its pauses. */
const MAX_ROUNDS = 6;

/** The pause between rounds is longer than those within a round, so that the racers spread out. */
const FIRST_PAUSE = 2;

/**
 * Retries a command on streams with many concurrent writers, such as an account that signs in on many devices at once.
 *
 * @param command receives false if its streams have changed since the request read them
 * @throws WrongExpectedRevision other writers were faster in every round
 */
export async function retryOnConflict<Result>(
  command: (isFirst: boolean) => Promise<Result>,
): Promise<Result> {
  for (let round = 1; ; round += 1) {
    try {
      return await command(round === 1);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || round === MAX_ROUNDS) throw error;
      await backOff(FIRST_PAUSE + round);
    }
  }
}

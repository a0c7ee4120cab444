import { WrongExpectedRevision } from '../eventstore/port.js';

/** Each is all the times that the loop of commands decides anew, with its pauses. */
const ROUNDS = 4;

/**
 * Carries out a command on streams that many write to at the same moment, such as those of one account that signs in
 * everywhere at once: where others were faster every time, it goes on trying for a while.
 *
 * @throws WrongExpectedRevision they still were
 */
export async function retryOnConflict<Result>(command: () => Promise<Result>): Promise<Result> {
  for (let round = 1; ; round += 1) {
    try {
      return await command();
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || round === ROUNDS) throw error;
    }
  }
}

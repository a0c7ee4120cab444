import type { UserId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';
import type { ErasureLedger } from '../../../security/keys/erasures/ledger.js';

/** An erased person, after the keys are destroyed. It names no personal data. */
export interface ErasedPerson {
  readonly userId: UserId;
  /** The streams of the claims on addresses that the user owned. */
  readonly claims: readonly string[];
  readonly erasedAt: Date;
  /** The ids of the jobs that carry the erasure out. */
  readonly keptJobs: readonly string[];
}

/** A store that may hold things of a person. */
interface ErasedPlace {
  /** Name of the store in receipts. */
  readonly store: string;
  /** Removes the things of a person, and returns their number. It may run more than once. */
  readonly erase: (person: ErasedPerson) => Promise<number>;
}

/** The parts that carry an erasure out, beside the log. */
export interface ErasureParts {
  readonly ledger: ErasureLedger;
  /** Removes keys from the memory of this process. */
  readonly forgetKeys: (subjects: readonly string[]) => void;
  /**
   * Finds the sign-ups for addresses that were never completed. Each one has a key of its own.
   *
   * @param addresses proved ones: anybody can name the address of a stranger
   * @param before the position of the erasure
   * @returns the subjects of their keys
   */
  readonly findSignUps: (addresses: readonly string[], before: Position) => Promise<readonly string[]>;
  /** Deletes the messages to addresses and phones from the development inbox, and returns their number. */
  readonly eraseMessages: (recipients: readonly string[]) => Promise<number>;
  readonly places: readonly ErasedPlace[];
}

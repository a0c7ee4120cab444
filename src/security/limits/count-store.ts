/** Requests of a key that this process has counted since the last exchange. */
export interface CountChange {
  /** The key in the store, with its prefix. */
  readonly key: string;
  /** Negative if more requests were given back than counted. 0 only asks for the count. */
  readonly requests: number;
  /** Milliseconds until the window of the requests ends. */
  readonly leftMs: number;
}

/** The requests of a key in the window in progress, of all processes. */
export interface SharedCount {
  readonly key: string;
  readonly requests: number;
  readonly leftMs: number;
}

/** The counts that all processes share. */
export interface CountStore {
  /**
   * Adds changes and returns the counts after them. The first change of a key opens its window. A negative change takes
   * nothing from a later window than its own, and leaves no count below zero. A key without a window has no count.
   *
   * @throws Error the store is unavailable
   */
  exchange(changes: readonly CountChange[]): Promise<SharedCount[]>;
}

/**
 * Two windows of one key end at least a whole window apart, so an end within this time is the same one. The time that a
 * message takes is shorter.
 */
export const SAME_END_MS = 500;

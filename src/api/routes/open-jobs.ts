/** The states of a job that is not finished. */
export const JOB_STATES = ['waiting', 'active', 'delayed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A job that is not finished. It has no personal data. */
export interface OpenJob {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  /** Attempts that have failed. */
  readonly attempts: number;
  readonly dueAt: Date;
  /** The start of the next attempt; null for an active job and for one that has failed. */
  readonly nextAttemptAt: Date | null;
  readonly failedAt: Date | null;
  /** The cause of the last failure; null before the first. */
  readonly cause: string | null;
  /** The event that caused the job; null for the request of a stranger. */
  readonly eventId: string | null;
  readonly correlationId: string | null;
}

/** The jobs that are not finished. */
export interface OpenJobs {
  /** Returns jobs in the order of their ids, all or those in a state, after an id. */
  list(state: JobState | null, page: { readonly after: string; readonly limit: number }): Promise<OpenJob[]>;
  /** Tells whether a job exists and is not finished. */
  isOpen(id: string): Promise<boolean>;
  /** Makes a failed job due with new attempts. Returns false if it has not failed. */
  retry(id: string): Promise<boolean>;
}

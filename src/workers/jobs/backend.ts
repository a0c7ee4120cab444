import type { Database } from '../../runtime/postgres/client.js';
import type { Job, JobsOptions, Processor, WorkerOptions } from 'bullmq';

/** Name of the queue in every store. A deployed store holds jobs under it, so it never changes. */
export const QUEUE = 'reactions';

/** Payload of a job: the event that caused it. The worker reads everything else from the log. */
export interface JobData {
  readonly stream: string;
  readonly event: string;
}

export type ReactionJob = Job<JobData, string>;

/** A job to add. Adding the same id again changes nothing. */
export interface NewJob extends JobData {
  readonly id: string;
  readonly name: string;
  readonly dueAt: Date;
}

/** Addresses of the stores. Jobs are in Redis if `redisUrl` is set, in PostgreSQL otherwise. */
export interface JobStores {
  readonly database: Database;
  readonly redisUrl: string | null;
}

export type JobState = 'waiting' | 'active' | 'delayed' | 'failed';

/** The part of BullMQ's queue that the service uses. */
export interface BullQueue {
  addBulk(jobs: { name: string; data: JobData; opts: JobsOptions }[]): Promise<unknown>;
  getJob(id: string): Promise<{ finishedOn?: number } | undefined>;
  getJobCounts(...states: JobState[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** The part of BullMQ's worker that the service uses. */
export interface BullWorker {
  on(event: 'failed', listener: (job: ReactionJob | undefined, error: Error) => void): unknown;
  close(): Promise<void>;
}

export type WorkerLimits = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount' | 'runRetryDelay'
>;

/** BullMQ's queue and worker on one kind of store. */
export interface JobBackend {
  openQueue(defaults: JobsOptions): Promise<BullQueue>;
  openWorker(run: Processor<JobData, string>, limits: WorkerLimits): Promise<BullWorker>;
  /** Returns true while the connection is down. A command sent then would only wait in memory. */
  isDisconnected(): boolean;
  /** Calls back each time the connection is restored. */
  onReconnect(callback: () => void): void;
  /** Closes the connections. Close the queue and the worker first. */
  disconnect(): void;
}

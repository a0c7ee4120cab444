import type { Database } from '../../runtime/postgres/client.js';
import type { JobsOptions, Processor, WorkerOptions } from 'bullmq';

/** Name of the queue in every store. A deployed store holds jobs under it, so it never changes. */
export const QUEUE = 'reactions';

/** Addresses of the stores. The queue is in Redis if `redisUrl` is set, in PostgreSQL otherwise. */
export interface JobStores {
  readonly database: Database;
  readonly redisUrl: string | null;
}

/** The part of BullMQ's queue that the service uses. */
export interface BullQueue {
  add(name: string, data: object, options: JobsOptions): Promise<unknown>;
  getJobCounts(...states: 'active'[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** The part of BullMQ's worker that the service uses. */
export interface BullWorker {
  close(): Promise<void>;
}

export type WorkerLimits = Pick<WorkerOptions, 'runRetryDelay'>;

/** BullMQ's queue and worker on one kind of store. */
export interface JobBackend {
  openQueue(): Promise<BullQueue>;
  openWorker(run: Processor<object, null>, limits: WorkerLimits): Promise<BullWorker>;
  /** Returns true while the connection is down. A command sent then would only wait in memory. */
  isDisconnected(): boolean;
  /** Closes the connections. Close the queue and the worker first. */
  disconnect(): void;
}

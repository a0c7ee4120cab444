import type { Pool } from 'pg';
import type { Position } from '../../../eventstore/port.js';
import * as sql from './endpoint-statements.js';

/** An event in the history of deliveries: delivered, waiting for its next attempt, or parked. */
export interface DeliveryRow {
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly state: 'delivered' | 'waiting' | 'parked';
  readonly attempts: number;
  readonly status: number | null;
  /** The failure of the last attempt in our own words. */
  readonly cause: string | null;
  readonly firstFailedAt: Date | null;
  readonly dueAt: Date | null;
}

/** An endpoint that this process leads. */
export interface LedEndpoint {
  readonly id: string;
  /** A new revision replaces the leader, also in the same process. */
  readonly revision: number;
}

/** The stored progress of an endpoint. */
export interface StoredEndpoint {
  readonly position: Position;
  readonly replay: {
    readonly after: Position;
    readonly to: Position;
    readonly types: readonly string[];
  } | null;
  readonly failingSince: Date | null;
  /** The first waiting event of each subject. */
  readonly held: readonly DeliveryRow[];
  readonly parkedSubjects: readonly string[];
  /** Events after `position` with a row. They are not delivered again. */
  readonly known: readonly Position[];
}

/** The progress since the last record. */
export interface Progress {
  readonly rows: readonly DeliveryRow[];
  readonly position: Position;
  /** The position of the replay; null: there is none, or it is complete. */
  readonly replayAfter: Position | null;
  readonly failingSince: Date | null;
}

/** The cursors and deliveries of all endpoints, in PostgreSQL. */
export interface EndpointStore {
  /** Takes or keeps the lead of the active endpoints that no other process leads, for a few seconds. */
  lead(): Promise<LedEndpoint[]>;
  /** Gives the endpoints up, so that another process takes them at once. */
  release(): Promise<void>;
  /** Returns the progress of an endpoint, or null if this process does not lead it. */
  load(endpoint: LedEndpoint): Promise<StoredEndpoint | null>;
  /**
   * Returns the first waiting events of subjects in log order.
   *
   * @param limit events of each subject
   */
  loadWaiting(endpoint: LedEndpoint, subjects: readonly string[], limit: number): Promise<DeliveryRow[]>;
  /**
   * Records progress. The waiting events of a parked subject are parked too.
   *
   * @returns false, and records nothing, if this process no longer leads the endpoint
   */
  record(endpoint: LedEndpoint, progress: Progress): Promise<boolean>;
  /**
   * Deletes a page of delivered and parked events from the history after a time.
   *
   * @returns true if there may be more of them
   */
  prune(afterMs: number): Promise<boolean>;
  count(): Promise<EndpointCounts[]>;
}

/** The undelivered events of an endpoint. */
export interface EndpointCounts {
  readonly id: string;
  readonly waiting: number;
  readonly parked: number;
  /** Seconds since the first failure after the last success; 0 without one. */
  readonly failingSeconds: number;
}

interface EndpointRow extends Omit<StoredEndpoint, 'held' | 'replay'> {
  readonly replayAfter: Position | null;
  readonly replayTo: Position | null;
  readonly replayTypes: readonly string[] | null;
}

/** Rows that one statement deletes. */
const PRUNE_LIMIT = 5000;

/**
 * Opens the store of a migrated database.
 *
 * @param leader the id of this process
 */
export function createEndpointStore(pool: Pool, leader: string): EndpointStore {
  return {
    async lead() {
      return (await pool.query<LedEndpoint>({ name: 'lead-webhooks', text: sql.LEAD, values: [leader] }))
        .rows;
    },
    async release() {
      await pool.query(sql.RELEASE, [leader]);
    },
    async load({ id, revision }) {
      const { rows } = await pool.query<EndpointRow>(sql.LOAD, [id, leader, revision]);
      const [row] = rows;
      if (row === undefined) return null;
      const { replayAfter: after, replayTo: to, replayTypes: types, ...progress } = row;
      const held = (await pool.query<DeliveryRow>(sql.LOAD_HELD, [id])).rows;
      const replay = after === null || to === null ? null : { after, to, types: types ?? [] };
      return { ...progress, replay, held };
    },
    async loadWaiting({ id }, subjects, limit) {
      return (await pool.query<DeliveryRow>(sql.LOAD_WAITING, [id, subjects, limit])).rows;
    },
    async record({ id, revision }, { rows, position, replayAfter, failingSince }) {
      const parked = rows.flatMap(({ state, subject }) => (state === 'parked' ? [subject] : []));
      const cursor = [id, leader, revision, position, replayAfter, failingSince];
      const values = [...cursor, ...columnsOf(rows), [...new Set(parked)]];
      const result = await pool.query<{ led: boolean }>({
        name: 'record-deliveries',
        text: sql.RECORD,
        values,
      });
      return result.rows[0]?.led === true;
    },
    async prune(afterMs) {
      const { rowCount } = await pool.query(sql.PRUNE, [afterMs, PRUNE_LIMIT]);
      return rowCount === PRUNE_LIMIT;
    },
    async count() {
      return (await pool.query<EndpointCounts>(sql.COUNT)).rows;
    },
  };
}

function columnsOf(rows: readonly DeliveryRow[]): unknown[] {
  return [
    rows.map(({ position }) => position),
    rows.map(({ eventId }) => eventId),
    rows.map(({ type }) => type),
    rows.map(({ subject }) => subject),
    rows.map(({ state }) => state),
    rows.map(({ attempts }) => attempts),
    rows.map(({ status }) => status),
    rows.map(({ cause }) => cause),
    rows.map(({ firstFailedAt }) => firstFailedAt),
    rows.map(({ dueAt }) => dueAt),
  ];
}

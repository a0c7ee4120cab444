import { v5 as uuidv5 } from 'uuid';
import type { CommandDependencies } from '../../commands/dependencies.js';
import { isEphemeral } from '../../domain/event-catalog.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { ClaimStream, ConnectionId, OrganizationId, UserId } from '../../domain/ids.js';
import type { Cause, LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import type { InvitationKey } from '../../projections/views/invitations/query.js';
import type { SingleFlight } from '../../runtime/concurrency/single-flight.js';
import type { RecordSpan, Work } from '../../runtime/tracing/span.js';
import type { JobPayloads } from '../../security/keys/job-payloads.js';
import type { CountCode } from '../../security/limits/code-metrics.js';
import type { LinkTokens } from '../../security/tokens/link-tokens.js';
import type { OneTimeCodes } from '../../security/tokens/one-time-codes.js';
import type { ClaimedJob } from '../jobs/outbox.js';
import type { ErasureParts } from './erasure/erasure-parts.js';
import type { MailSender } from '../mails/smtp/sender.js';
import type { StoreArchive } from '../privacy/store-archive.js';
import type { SmsDelivery } from '../sms/port.js';

export interface JobDependencies {
  readonly log: EventLog;
  /** Reads the clock that the processes share. */
  readonly now: () => Date;
  readonly linkTokens: LinkTokens;
  readonly codes: OneTimeCodes;
  readonly countCode: CountCode;
  readonly payloads: Pick<JobPayloads, 'open'>;
  readonly singleFlight: SingleFlight;
  readonly storeArchive: StoreArchive;
  readonly rules: Pick<
    CommandDependencies['rules'],
    'claimQuarantineMs' | 'passwordlessSignUp' | 'resetTtlMs' | 'verificationTtlMs'
  >;
  readonly sender: MailSender;
  /** Null without a provider of text messages. */
  readonly smsDelivery: SmsDelivery | null;
  readonly erasure: ErasureParts;
  /**
   * Returns the organisations of a person.
   *
   * @throws Error the read model has not reached the position yet
   */
  readonly findMemberships: (userId: UserId, until: Position) => Promise<readonly OrganizationId[]>;
  /**
   * Finds the keys of invitations, also of ended ones.
   *
   * @throws Error the read model has not reached the position yet
   */
  readonly invitations: {
    readonly ofPerson: (
      person: { readonly claim: ClaimStream | null; readonly userId: UserId },
      until: Position,
    ) => Promise<readonly InvitationKey[]>;
    readonly ofOrganization: (id: OrganizationId, until: Position) => Promise<readonly InvitationKey[]>;
  };
  /**
   * Returns every connection that an organisation has had. Each is the subject of a key.
   *
   * @throws Error the read model has not reached the position yet
   */
  readonly findConnections: (id: OrganizationId, until: Position) => Promise<readonly ConnectionId[]>;
  /**
   * Returns the id of every API key that an organisation has had. Each is the subject of a key.
   *
   * @throws Error the read model has not reached the position yet
   */
  readonly findOrganizationKeys: (id: OrganizationId, until: Position) => Promise<readonly string[]>;
  /** Holds mails that were accepted within a few milliseconds, so that their deliveries share an append. */
  readonly gather: () => Promise<void>;
  /** Base URL of links in mails, without a trailing slash. */
  readonly frontendUrl: string;
  /** Base URL of links to this service's own pages, without a trailing slash. */
  readonly publicUrl: string;
  /** Domain of message ids. */
  readonly mailDomain: string;
  /** Records the spans of traces, or null to record none. */
  readonly recordSpan: RecordSpan | null;
}

export type LogCapabilities = Pick<EventStore['capabilities'], 'atomicMultiStream'>;

/** Returns the delay of the job that an event causes, in milliseconds, or null if it causes none. */
export type DelayRule = (event: StoredEvent, log: LogCapabilities) => number | null;

/** A kind of job: the event types that cause it, and the work. */
export interface JobKind {
  /** Name of the jobs in the outbox. Stored jobs carry it, so it never changes. */
  readonly name: string;
  readonly causedBy: Readonly<Partial<Record<DomainEvent['type'], DelayRule>>>;
  /**
   * Does the work. It reads the current state from the log, and may run more than once.
   *
   * @returns the outcome, in a few words for operators
   * @throws JobFailed the job fails permanently
   * @throws Error the job is retried
   */
  run(dependencies: JobDependencies, job: ClaimedJob): Promise<string>;
}

/** A permanent failure of a job. Its message is stored, so it contains no personal data. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
}

/**
 * A message was sent, and the log did not record it: the next attempt sends it again. Unlike an outage it counts as an
 * attempt, so that the pauses grow and the repeats end.
 */
export class SentButNotRecorded extends Error {
  override readonly name = 'SentButNotRecorded';
  constructor(options: ErrorOptions) {
    super('The message was sent, but its delivery was not recorded.', options);
  }
}

/**
 * Reads the event that caused a job, or null if newer ones have replaced it in an ephemeral stream.
 *
 * @throws JobFailed the log does not have it
 */
export async function readCausingEvent(
  { store, codec }: EventLog,
  { stream, event: eventId, revision }: ClaimedJob,
): Promise<LoggedEvent | null> {
  const [stored = []] = await store.readStreams([stream], new Map([[stream, (revision ?? 0) - 1]]));
  const [event] = await codec.decode(stored.filter(({ id }) => id === eventId));
  if (event !== undefined) return event;
  if (isEphemeral(stream)) return null;
  throw new JobFailed('The event of this job is not in the log.');
}

/** Returns the cause of a step. Its command id depends on the job only, so a repeat appends the same events. */
export function causeOf(job: ClaimedJob, event: LoggedEvent, step: string, now: Date): Cause {
  return {
    commandId: uuidv5(`${job.id}/${step}`, event.id),
    correlationId: event.correlationId,
    actor: 'system',
    now,
    source: null,
  };
}

/** Returns the span of an attempt at a job, without the names of its stream and event, which may identify a person. */
export function workOf({ id, name, attempts, correlationId }: ClaimedJob): Work {
  return {
    requestId: correlationId,
    name: `job ${name}`,
    kind: 'consumer',
    key: `job ${id} ${String(attempts)}`,
    attributes: { 'credence.job': name, 'credence.attempt': attempts + 1 },
  };
}

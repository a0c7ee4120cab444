import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v5 as uuidv5 } from 'uuid';
import type { Recorded } from '../src/domain/event.js';
import type { DomainEvent } from '../src/domain/event-catalog.js';
import type { UserId } from '../src/domain/ids.js';
import { emailAddress } from '../src/domain/user/email-address.js';
import { userStream } from '../src/domain/user/user.js';
import type { Cause, Codec } from '../src/eventstore/codec.js';
import type { EventLog } from '../src/eventstore/event-log.js';
import type { Write } from '../src/eventstore/port.js';
import { aClaimStream, anEventId, aUserId } from '../test/support/domain/ids.js';
import { sessionStarted } from '../test/support/domain/session-events.js';

const CONCURRENCY = 100;
const HASH = `$credence$1$2b$10$${'x'.repeat(53)}`;
const SESSIONS = 3;
/** Number of events of one person. */
const EVENTS_PER_PERSON = 6 + SESSIONS;

/**
 * Fills the log with registrations, verifications and sign-ins, in a realistic order.
 *
 * @returns the number of appended events, at least `events`
 */
export async function fillLog(log: EventLog, events: number): Promise<number> {
  const people = Math.ceil(events / EVENTS_PER_PERSON);
  await addPeople(log, people);
  return people * EVENTS_PER_PERSON;
}

/** Appends the events of a number of people, which occurred at a time. */
export async function addPeople(
  { store, codec }: EventLog,
  people: number,
  time: Date = new Date(),
): Promise<void> {
  for (let first = 0; first < people; first += CONCURRENCY) {
    const size = Math.min(CONCURRENCY, people - first);
    const group = Array.from({ length: size }, () => createJourney(codec, time));
    const writes = (await Promise.all(group)).flat();
    if (store.capabilities.atomicMultiStream) await store.append(writes);
    else for (const write of writes) await store.append([write]);
  }
}

/** Appends the events of people at a steady rate. The outcome of an append that fails is unknown, and the next one follows. */
export async function appendSteadily(
  log: EventLog,
  { minutes, eventsPerSecond }: { readonly minutes: number; readonly eventsPerSecond: number },
): Promise<void> {
  const until = performance.now() + minutes * 60_000;
  for (let next = performance.now(); next < until; next += 1000) {
    await sleep(Math.max(0, next - performance.now()));
    await addPeople(log, Math.ceil(eventsPerSecond / EVENTS_PER_PERSON)).catch(() => undefined);
  }
}

/** Appends changes of the username to the stream of an account, each by a command of its own. */
export async function lengthenHistory(
  { store, codec }: EventLog,
  userId: UserId,
  events: number,
): Promise<void> {
  const stream = userStream(userId);
  const [known = []] = await store.readStreams([stream]);
  for (let revision = known.length; revision < known.length + events; revision += 1) {
    const change: DomainEvent = { type: 'ProfileUpdated', data: { username: `ada ${String(revision)}` } };
    await store.append([await encodeWrite(codec, createCause(), stream, [change], revision)]);
  }
}

async function createJourney(codec: Codec, time: Date): Promise<Write[]> {
  const userId = aUserId();
  const address = emailAddress(`${userId}@example.com`);
  const claim = `claim-1.${randomUUID()}`;
  const expires = new Date(time.getTime() + 86_400_000).toISOString();
  const cause = createCause(time);
  const job = `verification-mail-${randomUUID()}`;
  const write = (stream: string, ...events: DomainEvent[]) => encodeWrite(codec, cause, stream, events);
  const session = sessionStarted(userId, { user_revision: 3 });
  return await Promise.all([
    write(claim, { type: 'ValueClaimed', data: { user_id: userId } }),
    write(
      `user-${userId}`,
      { type: 'UserRegistered', data: { email: address, username: 'ada', claim: aClaimStream(claim) } },
      { type: 'PasswordSet', data: { password_hash: HASH } },
      { type: 'EmailVerificationRequested', data: { expires_at: expires } },
      { type: 'EmailVerified', data: {} },
    ),
    write(`delivery-${job}`, {
      type: 'MailSent',
      data: { user_id: userId, mail: 'verification', message_id: `<${job}@example.com>` },
    }),
    ...Array.from({ length: SESSIONS }, () => write(`session-${randomUUID()}`, session)),
  ]);
}

/** Creates the cause of a command of somebody on the internet. */
export function createCause(now = new Date()): Cause {
  return {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    actor: 'anonymous',
    now,
    source: {
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0',
    },
  };
}

/**
 * Encodes the events that a command appends to a stream.
 *
 * @param first revision of the first event; 0 for a new stream
 */
export async function encodeWrite(
  codec: Codec,
  cause: Cause,
  stream: string,
  events: DomainEvent[],
  first = 0,
): Promise<Write> {
  const recorded = events.map((event, i): Recorded<DomainEvent> => ({
    ...event,
    id: anEventId(uuidv5(`${stream}/${String(first + i)}`, cause.commandId)),
    stream,
    revision: first + i,
    occurredAt: cause.now,
    actor: cause.actor,
  }));
  return {
    stream,
    expected: first === 0 ? 'no_stream' : first - 1,
    events: await Promise.all(recorded.map((event) => codec.encode(event, cause))),
  };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { revocations } from '../../packages/express/src/revocations.js';
import type { Revocations } from '../../packages/express/src/revocations.js';
import { settingsOf } from '../../packages/express/src/options.js';
import type { EventStore, NewEvent } from '../../src/eventstore/port.js';
import { percentile } from '../measure.js';
import type { Measurement } from '../measure.js';

/** A group of resource servers and the sessions of their users. */
export interface Scale {
  readonly servers: number;
  readonly sessions: number;
  readonly revoked: number;
  readonly revokedPerSecond: number;
}

/** The feed of a running service. */
interface Source {
  readonly issuer: string;
  readonly apiKey: string;
}

interface Session {
  readonly userId: string;
  readonly sessionId: string;
  readonly userRevision: number;
}

/** A session with the time at which its end was sent to the log. */
interface EndedSession {
  readonly session: Session;
  readonly since: number;
}

export interface RevocationTimes {
  /** The milliseconds from the end of a session to its refusal, for each session and server. */
  readonly refusalMs: readonly number[];
  /** Refusals of sessions that have not ended. */
  readonly falseRefusals: number;
}

const CHECK_MS = 10;
/** Longest wait for the last refusal. */
const SILENCE_MS = 20_000;
const TICK_MS = 20;

/** Measures the time until many resource servers refuse ended sessions (design: all within 1 s, p99). */
export async function measureRevocations(
  log: Pick<EventStore, 'append'>,
  source: Source,
  scale: Scale,
): Promise<Measurement[]> {
  const { refusalMs, falseRefusals } = await timeRevocations(log, source, scale);
  const { servers, revoked, sessions } = scale;
  const name = `${String(servers)} resource servers, ${String(revoked)} revocations`;
  const value = percentile(refusalMs, 99);
  return [
    {
      name: `${name}, to the refusal, p50`,
      value: percentile(refusalMs, 50),
      unit: 'ms',
      baseline: null,
      goal: null,
    },
    { name: `${name}, to the refusal, p99`, value, unit: 'ms', baseline: null, goal: '< 1,000' },
    {
      name: `${name}, false refusals of ${String(sessions - revoked)} sessions`,
      value: falseRefusals,
      unit: '',
      baseline: null,
      goal: '0',
      budget: 0,
    },
  ];
}

/**
 * Ends sessions at a steady rate while resource servers follow the feed.
 *
 * @throws Error a server does not refuse all ended sessions in time
 */
export async function timeRevocations(
  log: Pick<EventStore, 'append'>,
  source: Source,
  { servers, sessions, revoked, revokedPerSecond }: Scale,
): Promise<RevocationTimes> {
  const all = Array.from({ length: sessions }, (): Session => {
    return { userId: randomUUID(), sessionId: randomUUID(), userRevision: 0 };
  });
  const followers = Array.from({ length: servers }, () => follower(source));
  try {
    await Promise.all(followers.map((follower) => follower.start()));
    const ended: EndedSession[] = [];
    const watching = followers.map((server) => watch(server, ended, revoked));
    await endSessions(log, all.slice(0, revoked), revokedPerSecond, ended);
    const refusalMs = (await Promise.all(watching)).flat();
    const kept = all.slice(revoked);
    const refused = followers.map((server) => kept.filter((session) => server.isEnded(session)).length);
    return { refusalMs, falseRefusals: refused.reduce((sum, count) => sum + count, 0) };
  } finally {
    await Promise.all(followers.map((follower) => follower.stop()));
  }
}

function follower(source: Source): Revocations {
  return revocations(settingsOf({ ...source, whenSilent: 'refuse' }));
}

/** Appends the ends, alternately of a session and of all sessions of its user, and notes when each was recorded. */
async function endSessions(
  log: Pick<EventStore, 'append'>,
  sessions: readonly Session[],
  perSecond: number,
  ended: EndedSession[],
): Promise<void> {
  const batch = Math.ceil((perSecond * TICK_MS) / 1000);
  for (let first = 0; first < sessions.length; first += batch) {
    const next = sessions.slice(first, first + batch);
    const since = performance.now();
    await log.append(
      next.map((session, nth) => ({
        expected: 'any',
        ...(nth % 2 === 0 ? sessionEnd(session) : userEnd(session)),
      })),
    );
    ended.push(...next.map((session) => ({ session, since })));
    await sleep(Math.max(0, TICK_MS - (performance.now() - since)));
  }
}

function sessionEnd({ userId, sessionId }: Session) {
  const end = newEvent('SessionEnded', { user_id: userId, reason: 'revoked' });
  return { stream: `session-${sessionId}`, events: [end] };
}

/** The second event ends the sessions that were decided on the first one, at revision 0. */
function userEnd({ userId }: Session) {
  const end = () => newEvent('SessionsEnded', { reason: null, kept_session: null });
  return { stream: `user-${userId}`, events: [end(), end()] };
}

function newEvent(type: string, data: NewEvent['data']): NewEvent {
  const metadata = { version: '1', actor: 'system', occurred_at: new Date().toISOString() };
  return { id: randomUUID(), type, data, metadata };
}

/** Returns the milliseconds until a server refused each of the ended sessions. */
async function watch(server: Revocations, ended: readonly EndedSession[], count: number): Promise<number[]> {
  const times: number[] = [];
  let open: EndedSession[] = [];
  let noticed = 0;
  for (let heardAt = performance.now(); times.length < count;) {
    await sleep(CHECK_MS);
    open.push(...ended.slice(noticed));
    noticed = ended.length;
    const now = performance.now();
    const refused = open.filter(({ session }) => server.isEnded(session));
    if (refused.length > 0) heardAt = now;
    times.push(...refused.map(({ since }) => now - since));
    open = open.filter((end) => !refused.includes(end));
    if (now - heardAt > SILENCE_MS)
      throw new Error(`A server accepts ${String(count - times.length)} ended sessions.`);
  }
  return times;
}

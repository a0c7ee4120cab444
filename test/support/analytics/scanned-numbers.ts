import type { StoredEvent } from '../../../src/eventstore/port.js';

const WEEK_MS = 7 * 24 * 3_600_000;
/** 1 January 1970 was a Thursday, so weeks begin three days earlier. */
const MONDAY_MS = 3 * 24 * 3_600_000;

const FAILURES = /^(SignIn(Failed|Locked)|SecondFactor(Failed|Locked|Abandoned)|MailFailed|SmsFailed)$/;

type Events = readonly StoredEvent[];

/** Counts the people of a log who signed up, and those of them who took each step. */
export function scanFunnel(events: Events): Record<string, number> {
  const registered = new Set(ofType(events, 'UserRegistered').map(personOf));
  const count = (type: string, isMeant: (event: StoredEvent) => boolean = () => true) => {
    const people = new Set(ofType(events, type).filter(isMeant).map(personOf));
    return [...registered].filter((person) => people.has(person)).length;
  };
  return {
    started: registered.size,
    mail_sent: count('MailSent', ({ data }) => data['mail'] === 'verification'),
    verified: count('EmailVerified'),
    signed_in: count('SessionStarted'),
  };
}

/** Counts the events of each hour, as sorted texts of hour, name and number. */
export function scanCounts(events: Events): { signIns: string[]; failures: string[] } {
  const resetMails = ofType(events, 'MailSent').filter(({ data }) => data['mail'] === 'password-reset');
  const names = [
    ...ofType(events, 'SessionStarted').map((event) => [event, 'pwd'] as const),
    ...ofType(events, 'PasswordReset').map((event) => [event, 'password_reset'] as const),
    ...resetMails.map((event) => [event, 'mail_sent'] as const),
  ];
  const failed = events
    .filter(({ type }) => FAILURES.test(type))
    .map((event) => [event, event.type] as const);
  return { signIns: countByHour(names), failures: countByHour(failed) };
}

/** Returns the people of each week of sign-ups, by the weeks until a sign-in. */
export function scanRetention(events: Events): object[] {
  const weeks = new Map(ofType(events, 'UserRegistered').map((event) => [personOf(event), weekOf(event)]));
  const active = new Map<string, Set<string>>();
  for (const event of ofType(events, 'SessionStarted')) {
    const cohort = weeks.get(personOf(event)) ?? 0;
    const key = `${String(cohort)} ${String(weekOf(event) - cohort)}`;
    active.set(key, (active.get(key) ?? new Set()).add(personOf(event)));
  }
  return [...active].map(([key, people]) => {
    const [cohort = 0, later = 0] = key.split(' ').map(Number);
    const size = [...weeks.values()].filter((week) => week === cohort).length;
    const monday = new Date(cohort * WEEK_MS - MONDAY_MS).toISOString();
    return { cohort: monday, weeks_later: later, people: people.size, size };
  });
}

/** Adds up columns of rows. */
export function addUp(rows: readonly Record<string, unknown>[], columns: readonly string[]) {
  return Object.fromEntries(
    columns.map((column) => [column, rows.reduce((sum, row) => sum + Number(row[column]), 0)]),
  );
}

function countByHour(named: readonly (readonly [StoredEvent, string])[]): string[] {
  const counts = new Map<string, number>();
  for (const [{ recordedAt }, name] of named) {
    const key = `${recordedAt.toISOString().slice(0, 13)}:00:00.000Z ${name}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} ${String(count)}`).sort();
}

function ofType(events: Events, wanted: string): StoredEvent[] {
  return events.filter(({ type }) => type === wanted);
}

function personOf({ stream, data }: StoredEvent): string {
  return typeof data['user_id'] === 'string' ? data['user_id'] : stream.replace('user-', '');
}

function weekOf({ recordedAt }: StoredEvent): number {
  return Math.floor((recordedAt.getTime() + MONDAY_MS) / WEEK_MS);
}

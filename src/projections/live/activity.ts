import type { DomainEvent } from '../../domain/event-catalog.js';
import type { StoredEvent } from '../../eventstore/port.js';
import type { LiveFollower } from './live-subscription.js';

/** The numbers that administrators watch. */
interface ActivityCounts {
  sign_ups: number;
  sign_ins: number;
  failed_sign_ins: number;
  lockouts: number;
  mails: number;
  failed_mails: number;
}

/** The event types of each number. */
const TYPES = {
  sign_ups: ['UserRegistered'],
  sign_ins: ['SessionStarted'],
  failed_sign_ins: ['SignInFailed', 'SecondFactorFailed', 'MailedCodeFailed'],
  lockouts: ['SignInLocked', 'SecondFactorLocked'],
  mails: ['MailSent'],
  failed_mails: ['MailFailed'],
} as const satisfies Record<keyof ActivityCounts, readonly DomainEvent['type'][]>;

const KINDS = ['sign_ups', 'sign_ins', 'failed_sign_ins', 'lockouts', 'mails', 'failed_mails'] as const;
const KIND_OF = new Map<string, keyof ActivityCounts>(
  KINDS.flatMap((kind) => TYPES[kind].map((type) => [type, kind] as const)),
);

/** The activity of one hour. */
export interface ActiveHour {
  readonly start: Date;
  readonly counts: Readonly<ActivityCounts>;
}

/** The activity of the last day, as far as this process has followed it. */
export interface Activity extends LiveFollower {
  /** The time from which on the counts are complete. */
  readonly since: Date;
  /** Returns the last 24 hours, oldest first. The last one is still running. */
  hours(): ActiveHour[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Counts the events of the log by hour. Every process counts the events of all, and keeps no content. */
export function activity(now: () => Date): Activity {
  const counted = new Map<number, ActivityCounts>();
  const hourOf = (time: Date) => Math.floor(time.getTime() / HOUR_MS);

  function countsOf(hour: number): ActivityCounts {
    const counts = counted.get(hour) ?? none();
    counted.set(hour, counts);
    return counts;
  }

  return {
    since: now(),
    apply({ type, recordedAt }: StoredEvent) {
      const kind = KIND_OF.get(type);
      if (kind !== undefined) countsOf(hourOf(recordedAt))[kind] += 1;
    },
    evictExpired() {
      const oldest = hourOf(now()) - HOURS;
      for (const hour of counted.keys()) if (hour <= oldest) counted.delete(hour);
    },
    hours() {
      const newest = hourOf(now());
      return Array.from({ length: HOURS }, (_, index) => {
        const hour = newest - HOURS + 1 + index;
        return { start: new Date(hour * HOUR_MS), counts: counted.get(hour) ?? none() };
      });
    },
  };
}

function none(): ActivityCounts {
  return { sign_ups: 0, sign_ins: 0, failed_sign_ins: 0, lockouts: 0, mails: 0, failed_mails: 0 };
}

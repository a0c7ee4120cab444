import { describe, expect, test } from '@jest/globals';
import { isWithinGrace, startFamily, rotate } from '../../../src/domain/refresh/decisions.js';
import type { RefreshEvent } from '../../../src/domain/refresh/events.js';
import { familyAt } from '../../../src/domain/refresh/refresh.js';
import type { Family } from '../../../src/domain/refresh/refresh.js';
import { ADA } from '../../support/domain/user-history.js';
import { anEventId, aSessionId } from '../../support/domain/ids.js';

const EVENT_ID = anEventId();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const LIFETIMES = { refreshTtlMs: 30 * DAY, refreshIdleTtlMs: 7 * DAY, refreshGraceMs: 10 * SECOND };

const REFRESHES = 1_000_000;
const SESSIONS = 1000;
const THEFTS = 10_000;
const LOST = 0.05;
const DUPLICATED = 0.02;
const TABS = 3;

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The service, as far as one family of tokens is concerned; a token is its generation. */
class Service {
  readonly #aggregate = familyAt(aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07'));
  #family: Family = this.#aggregate.initial;
  #revision = 0;
  refreshes = 0;

  constructor(now: number) {
    this.#record(startFamily(this.#family, ADA, LIFETIMES, new Date(now)), new Date(now));
  }

  /** The next token, or null for a refusal. */
  refresh(token: number, at: number): number | null {
    const now = new Date(at);
    this.refreshes += 1;
    if (this.over) return null;
    this.#record(rotate(this.#family, token, LIFETIMES, now), now);
    return isWithinGrace(this.#family, token, LIFETIMES, now) ? token + 1 : null;
  }

  get over(): boolean {
    return this.#family.status === 'over';
  }

  #record(events: readonly RefreshEvent[], occurredAt: Date): void {
    for (const event of events) {
      const recorded = {
        ...event,
        id: EVENT_ID,
        stream: '',
        revision: (this.#revision += 1),
        occurredAt,
      };
      this.#family = this.#aggregate.evolve(this.#family, recorded);
    }
  }
}

/** State after some time: the person's token, the time, and the number of refusals. */
interface Use {
  readonly token: number;
  readonly now: number;
  readonly refused: number;
}

/**
 * Simulates a person whose tabs share one token. Every few minutes some tabs refresh it within seconds of each other. After
 * a lost answer a tab retries soon.
 */
function useHonestly(service: Service, random: () => number, start: number, refreshes: number): Use {
  let token = 0;
  let now = start;
  let refused = 0;
  while (service.refreshes < refreshes) {
    now += (1 + random() * 9) * MINUTE;
    const asking = 1 + Math.floor(random() * TABS);
    let next = token;
    for (let tab = 0; tab < asking; tab += 1) {
      const at = now + random() * 2 * SECOND;
      const answers = [service.refresh(token, at)];
      if (random() < DUPLICATED) answers.push(service.refresh(token, at + random() * 3 * SECOND));
      if (random() < LOST) answers.push(service.refresh(token, at + random() * 6 * SECOND));
      for (const answer of answers) {
        if (answer === null) refused += 1;
        else next = answer;
      }
    }
    token = next;
  }
  return { token, now, refused };
}

describe('REF-2, REF-4, REF-5 in a long simulation', () => {
  test(`of ${REFRESHES} honest refreshes by three tabs, with answers lost and requests doubled, none is refused`, () => {
    const random = chance(1);
    let refreshes = 0;
    let refused = 0;
    let over = 0;
    for (let session = 0; session < SESSIONS; session += 1) {
      const start = session * DAY;
      const service = new Service(start);
      refused += useHonestly(service, random, start, REFRESHES / SESSIONS).refused;
      refreshes += service.refreshes;
      over += Number(service.over);
    }
    expect(refreshes).toBeGreaterThanOrEqual(REFRESHES);
    expect({ refused, over }).toEqual({ refused: 0, over: 0 });
  });

  test(`of ${THEFTS} thefts all are caught, and the thief is left with nothing`, () => {
    const random = chance(2);
    let caught = 0;
    for (let theft = 0; theft < THEFTS; theft += 1) {
      const start = theft * DAY;
      const service = new Service(start);
      const use = useHonestly(service, random, start, Math.floor(random() * 5));
      caught += Number(steal(service, use, random));
    }
    expect(caught).toBe(THEFTS);
  });
});

/** Two go on with the same token, each by their own clock, until the service has noticed. */
function steal(service: Service, { token, now }: Use, random: () => number): boolean {
  const holders = [0, 1].map(() => ({ token, at: now + (1 + random() * 9) * MINUTE }));
  for (let uses = 0; uses < 100 && !service.over; uses += 1) {
    const [one, other] = holders;
    if (one === undefined || other === undefined) return false;
    const next = one.at <= other.at ? one : other;
    next.token = service.refresh(next.token, next.at) ?? next.token;
    next.at += (1 + random() * 9) * MINUTE;
  }
  return service.over && holders.every((holder) => service.refresh(holder.token, holder.at) === null);
}

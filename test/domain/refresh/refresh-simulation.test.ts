import { describe, expect, test } from '@jest/globals';
import { isWithinGrace, startFamily, rotate } from '../../../src/domain/refresh/decisions.js';
import type { RefreshEvent } from '../../../src/domain/refresh/events.js';
import { familyAt } from '../../../src/domain/refresh/refresh.js';
import type { Family } from '../../../src/domain/refresh/refresh.js';
import { LONGEST_ROUND_TRIP, skewedProcess } from '../../support/domain/processes/skewed-process.js';
import type { ProcessTime } from '../../support/domain/processes/skewed-process.js';
import { chance } from '../../support/domain/chance.js';
import { ADA } from '../../support/domain/user-history.js';
import { anEventId, aSessionId } from '../../support/domain/ids.js';

const EVENT_ID = anEventId();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const GRACE = 10 * SECOND;
const LIFETIMES = {
  refreshTtlMs: 30 * DAY,
  refreshIdleTtlMs: 7 * DAY,
  refreshGraceMs: GRACE,
  refreshLostAnswerMs: DAY,
};

const REFRESHES = 1_000_000;
const SESSIONS = 1000;
const THEFTS = 10_000;
/** The share of refreshes whose answer is lost, while the client can ask again within seconds. */
const LOST = 0.05;
/** The share of rounds in which the answers of all tabs are lost, for hours. */
const OUTAGES = 0.02;
const LONGEST_OUTAGE = DAY - MINUTE;
const DUPLICATED = 0.02;
const TABS = 3;
/** Processes with wrong clocks. Each request reaches a random one. */
const PROCESSES = 3;

/** The places of the person, who travels, and the place of a thief. */
const PLACES = ['home', 'work', 'train'];
const ELSEWHERE = 'elsewhere';

/**
 * The service, as far as one family of tokens is concerned; a token is its generation. Each request reaches any of its
 * processes, whose clocks are wrong.
 */
class Service {
  readonly #aggregate = familyAt(aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07'));
  readonly #random: () => number;
  readonly #processes: readonly ProcessTime[];
  #family: Family = this.#aggregate.initial;
  #revision = 0;
  refreshes = 0;

  constructor(at: number, random: () => number) {
    this.#random = random;
    this.#processes = Array.from({ length: PROCESSES }, () => skewedProcess(at, random));
    const now = this.#now(at);
    this.#record(startFamily(this.#family, { userId: ADA, location: 'home' }, LIFETIMES, now), now);
  }

  /** The next token, or null for a refusal. */
  refresh(generation: number, at: number, location: string): number | null {
    const now = this.#now(at);
    const presented = { generation, location };
    this.refreshes += 1;
    if (this.over) return null;
    this.#record(rotate(this.#family, presented, LIFETIMES, now), now);
    return isWithinGrace(this.#family, presented, LIFETIMES, now) ? generation + 1 : null;
  }

  /** The time by the clock of any process. */
  #now(at: number): Date {
    const process = this.#processes[Math.floor(this.#random() * PROCESSES)];
    return new Date(process?.(at) ?? at);
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
        actor: 'anonymous',
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
 * a lost answer a tab retries soon, and after an outage hours later. The person travels, but not during an outage.
 */
function useHonestly(service: Service, random: () => number, start: number, refreshes: number): Use {
  let token = 0;
  let now = start;
  let refused = 0;
  while (service.refreshes < refreshes) {
    now += (1 + random() * 9) * MINUTE;
    const place = PLACES[Math.floor(random() * PLACES.length)] ?? ELSEWHERE;
    const asking = 1 + Math.floor(random() * TABS);
    let next = token;
    const ask = (at: number) => {
      const answer = service.refresh(token, at, place);
      if (answer === null) refused += 1;
      else next = answer;
    };
    for (let tab = 0; tab < asking; tab += 1) {
      const at = now + random() * 2 * SECOND;
      ask(at);
      if (random() < DUPLICATED) ask(at + random() * 3 * SECOND);
      if (random() < LOST) ask(at + random() * 6 * SECOND);
    }
    if (random() < OUTAGES) {
      // The tabs still have the token that they sent, and try again and again.
      const end = now + random() * LONGEST_OUTAGE;
      for (now += HOUR; now < end; now += random() * 6 * HOUR) ask(now);
    }
    token = next;
  }
  return { token, now, refused };
}

describe('REF-2, REF-4, REF-5 in a long simulation, by processes whose clocks are wrong by up to an hour', () => {
  test(`of ${REFRESHES} honest refreshes by three tabs, with answers lost for hours and requests doubled, none is refused`, () => {
    const random = chance(1);
    let refreshes = 0;
    let refused = 0;
    let over = 0;
    for (let session = 0; session < SESSIONS; session += 1) {
      const start = session * DAY;
      const service = new Service(start, random);
      refused += useHonestly(service, random, start, REFRESHES / SESSIONS).refused;
      refreshes += service.refreshes;
      over += Number(service.over);
    }
    expect(refreshes).toBeGreaterThanOrEqual(REFRESHES);
    expect({ refused, over }).toEqual({ refused: 0, over: 0 });
  });

  test(`of ${THEFTS} thefts all end the session at the next refresh of the other side, and the thief is left with nothing`, () => {
    const random = chance(2);
    const outcomes = { caught: 0, late: 0 };
    for (let theft = 0; theft < THEFTS; theft += 1) {
      const start = theft * DAY;
      const service = new Service(start, random);
      const use = useHonestly(service, random, start, Math.floor(random() * 5));
      const { caught, late } = steal(service, use, random);
      outcomes.caught += Number(caught);
      outcomes.late += late;
    }
    expect(outcomes).toEqual({ caught: THEFTS, late: 0 });
  });
});

/**
 * Two go on with the same token, each at its own place and by its own clock, until the service has noticed. Half of the
 * thieves intercept an answer, which its owner loses.
 *
 * @returns `late` counts the refreshes of the other side after the grace period that did not end the session
 */
function steal(
  service: Service,
  { token, now }: Use,
  random: () => number,
): { caught: boolean; late: number } {
  const intercepted = random() < 0.5 ? service.refresh(token, now + MINUTE, 'home') : null;
  const soon = () => now + (2 + random() * 9) * MINUTE;
  const holders = [
    { token, place: 'home', at: soon() },
    { token: intercepted ?? token, place: ELSEWHERE, at: soon() },
  ];
  let newest = { token, place: '', at: now };
  let late = 0;
  for (let uses = 0; uses < 100 && !service.over; uses += 1) {
    const next = holders.reduce((one, other) => (one.at <= other.at ? one : other));
    const answer = service.refresh(next.token, next.at, next.place);
    const isOther =
      newest.place !== '' && newest.place !== next.place && next.at - newest.at > GRACE + LONGEST_ROUND_TRIP;
    if (isOther && next.token < newest.token && answer !== null) late += 1;
    if (answer !== null && answer > newest.token) newest = { token: answer, place: next.place, at: next.at };
    next.token = answer ?? next.token;
    next.at += (1 + random() * 9) * MINUTE;
  }
  const isLeft = holders.some((holder) => service.refresh(holder.token, holder.at, holder.place) !== null);
  return { caught: service.over && !isLeft, late };
}

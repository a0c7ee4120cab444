import type { DomainEvent } from '../../../../src/domain/event-catalog.js';
import { DomainError } from '../../../../src/domain/domain-error.js';
import { createFoldCache } from '../../../../src/eventstore/folding/fold-cache.js';
import { openMemoryEventStore } from '../../../../src/eventstore/memory.js';
import { WrongExpectedRevision } from '../../../../src/eventstore/port.js';
import type { EventStore, NewEvent } from '../../../../src/eventstore/port.js';
import { keyedSemaphore } from '../../../../src/runtime/concurrency/keyed-semaphore.js';
import { interceptAppends, ProcessStopped, singleStreamStore } from '../../hostile/faulty-store.js';
import { aCause } from '../../stores/memory/memory-log.js';
import { chance } from '../chance.js';
import { minutesLater } from '../second-steps.js';
import { anSmsService } from '../sms-service.js';
import { oneTimeProofs } from './one-time-proofs.js';
import type { Attempt } from './one-time-proofs.js';
import { ending, NEVER, serviceOn } from './service-processes.js';
import type { Service } from './service-processes.js';
import { interleave, stepwise } from './stepwise.js';

/** The events that a proof is used up by, and those that its use leads to. */
const USES: readonly DomainEvent['type'][] = ['FactorUsed', 'RecoveryCodeUsed', 'CodeSpent'];
const GAINS: readonly DomainEvent['type'][] = [
  'SessionStarted',
  'SessionReauthenticated',
  'SecondFactorAsked',
];
/** A pause after which an app shows another code, and another text message may be sent. */
const MINUTES_BETWEEN = 9;
const MOST_CALLS = 30;
const MOST_APPENDS = 6;

interface Setting {
  readonly processes: Processes;
  /** Returns numbers from 0 to 1. */
  readonly random: () => number;
}

/** The outcome of one round. */
export interface Round {
  readonly proof: string;
  /** The processes that stopped in the middle, whose clients repeated the command. */
  readonly stopped: number;
  readonly uses: number;
  readonly gains: number;
  readonly accepted: number;
}

/**
 * Lets clients use one proof at once, round after round. They call two processes, whose calls to the log are interleaved at
 * random. Some processes stop at a random append, and their clients repeat the command at a new process.
 *
 * @param seed decides everything that is random
 */
export async function playRounds(seed: number, rounds: number): Promise<Round[]> {
  const random = chance(seed);
  const events = new Map<string, NewEvent>();
  const memory = random() < 0.5 ? openMemoryEventStore() : singleStreamStore(openMemoryEventStore());
  const service = await observedService(memory, events);
  const processes = twoProcesses(service);
  const proofs = Object.entries(await oneTimeProofs(service));
  const played: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const [name, newProof] = proofs[Math.floor(random() * proofs.length)] ?? proofs[0] ?? [];
    if (name === undefined || newProof === undefined) throw new Error('There is no proof.');
    const now = minutesLater(round * MINUTES_BETWEEN);
    const attempts = await newProof(now);
    if (attempts.length === 0) continue;
    events.clear();
    const outcome = await playRound(attempts, now, { processes, random });
    const count = (types: readonly string[]) =>
      [...events.values()].filter(({ type }) => types.includes(type)).length;
    played.push({ proof: name, ...outcome, uses: count(USES), gains: count(GAINS) });
  }
  return played;
}

async function observedService(store: EventStore, events: Map<string, NewEvent>): Promise<Service> {
  const observed = interceptAppends(store, async (writes, original) => {
    const result = await original.append(writes);
    for (const write of writes) for (const event of write.events) events.set(event.id, event);
    return result;
  });
  const budget = { spend: () => undefined, convert: () => undefined };
  return { ...(await serviceOn(observed)), sms: anSmsService({ budget }) };
}

async function playRound(
  attempts: readonly Attempt[],
  now: Date,
  { processes, random }: Setting,
): Promise<Pick<Round, 'stopped' | 'accepted'>> {
  const clients = attempts.map((attempt, n) => {
    const stop =
      random() < 0.3 ? { moment: '', append: dice(random, MOST_APPENDS), written: random() < 0.5 } : NEVER;
    const cause = aCause(now);
    const run = stepwise(processes.at(n % 2), (process) => attempt(ending(process, stop), cause));
    return { attempt, cause, run, place: n % 2 };
  });
  const order = Array.from({ length: dice(random, MOST_CALLS) }, () => dice(random, clients.length) - 1);
  await interleave(order, ...clients.map(({ run }) => run));
  let [stopped, accepted] = [0, 0];
  for (const { attempt, cause, run, place } of clients) {
    const outcome = await run.outcome;
    const hasStopped = outcome.status === 'rejected' && outcome.reason instanceof ProcessStopped;
    if (hasStopped) processes.restart(place);
    const answer = hasStopped ? await settle(attempt(processes.at(place), cause)) : outcome;
    stopped += hasStopped ? 1 : 0;
    accepted += isAccepted(answer) ? 1 : 0;
  }
  // A late client, with a command of its own.
  for (const attempt of attempts.slice(0, 1))
    accepted += isAccepted(await settle(attempt(processes.at(0), aCause(now)))) ? 1 : 0;
  return { stopped, accepted };
}

/** Two processes of a service. A new one can replace each. */
interface Processes {
  at(place: number): Service;
  restart(place: number): void;
}

function twoProcesses(service: Service): Processes {
  const running = [started(service), started(service)];
  return {
    at: (place) => running[place] ?? service,
    restart: (place) => (running[place] = started(service)),
  };
}

/** A process after its start, which shares nothing with another one, and ends before the work that follows an answer. */
function started(service: Service): Service {
  return {
    ...service,
    log: { ...service.log, folds: createFoldCache() },
    limitConcurrency: keyedSemaphore(2),
    runAfterAnswer: () => undefined,
    defer: () => undefined,
  };
}

/** Returns false for a refusal. Any other error fails. */
function isAccepted(outcome: PromiseSettledResult<unknown>): boolean {
  if (outcome.status === 'fulfilled') return true;
  if (outcome.reason instanceof DomainError || outcome.reason instanceof WrongExpectedRevision) return false;
  throw new Error('An attempt failed.', { cause: outcome.reason });
}

async function settle(attempt: Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
  const [outcome] = await Promise.allSettled([attempt]);
  return outcome;
}

function dice(random: () => number, sides: number): number {
  return 1 + Math.floor(random() * sides);
}

import { describe, expect, test } from '@jest/globals';
import { handle, load } from '../../src/commands/handle.js';
import { claimAt } from '../../src/domain/claim/claim.js';
import { claim, EmailTaken, release } from '../../src/domain/claim/decisions.js';
import { updateProfile } from '../../src/domain/user/decisions.js';
import { userAt } from '../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { LogUnavailable, WrongExpectedRevision } from '../../src/eventstore/port.js';
import { registeredAccount, aWorld } from '../support/domain/command-world.js';
import { aCause, openMemoryLog } from '../support/stores/memory/memory-log.js';
import { emptyFold } from '../../src/eventstore/folding/folded-streams.js';
import { interceptAppends, loseAnswers } from '../support/hostile/faulty-store.js';
import { ADA, ADAS_CLAIM } from '../support/domain/user-history.js';
import { aClaimStream, aUserId } from '../support/domain/ids.js';

const BOB = aUserId('4d7e2a91-0c3b-4f68-b5d2-9e1a7c8f3b26');

describe('the command loop', () => {
  test('decides on the loaded streams and returns the resulting states', async () => {
    const log = openMemoryLog();
    const { states, position } = await handle(log, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: claim(held, ADA),
    }));
    expect(states).toEqual({ held: { owner: ADA, revision: 0 } });
    expect(position).toBe(await log.store.head());
  });

  test('records the actor, the time, the source and the ids of the command and the request', async () => {
    const log = openMemoryLog();
    const cause = { ...aCause(), actor: `user:${ADA}`, source: { ip: '203.0.113.7', userAgent: 'Engine' } };
    await handle(log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    const [event] = await log.events();
    expect(event).toMatchObject({
      actor: cause.actor,
      occurredAt: cause.now,
      causationId: cause.commandId,
      correlationId: cause.correlationId,
    });
    expect(event?.source()).toEqual(cause.source);
  });

  test('returns the position of the current state for a command that changes nothing', async () => {
    const log = openMemoryLog();
    const aggregates = { held: claimAt(ADAS_CLAIM) };
    const unchanged = await handle(log, aCause(), aggregates, ({ held }) => ({ held: release(held, held) }));
    expect(unchanged).toEqual({
      states: { held: { owner: null, revision: null } },
      streams: [emptyFold(aggregates.held)],
      position: null,
      written: false,
    });

    const first = await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }));
    const again = await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }));
    expect(first.written).toBe(true);
    expect(again).toEqual({ ...first, written: false });
    expect(await log.events()).toHaveLength(1);
  });

  test('appends to no stream after a refusal', async () => {
    const { log } = aWorld();
    const aggregates = {
      one: claimAt(aClaimStream('claim-1.one')),
      other: claimAt(aClaimStream('claim-1.other')),
    };
    const refused = handle(log, aCause(), aggregates, ({ one }) => {
      claim(one, ADA);
      throw new EmailTaken();
    });
    await expect(refused).rejects.toThrow(EmailTaken);
    expect(await log.events()).toEqual([]);
  });
});

describe('after a conflict with a faster writer, the command loop', () => {
  /** Opens a log on which another writer appends to the same stream before each of the first appends. */
  function contested(times: number) {
    const store = openMemoryEventStore();
    const otherWriter = openMemoryLog(store);
    let left = times;
    return openMemoryLog(
      interceptAppends(store, async (writes, within) => {
        left -= 1;
        if (left >= 0) {
          await handle(otherWriter, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
            held: held.owner === null ? claim(held, BOB) : release(held, held),
          }));
        }
        return await within.append(writes);
      }),
    );
  }

  test('decides again on the new state', async () => {
    const seen: (string | null)[] = [];
    const claimed = handle(contested(1), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => {
      seen.push(held.owner);
      return { held: claim(held, ADA) };
    });
    await expect(claimed).rejects.toThrow(EmailTaken);
    expect(seen).toEqual([null, BOB]);
  });

  test('succeeds if the new decision allows it', async () => {
    const { states } = await handle(contested(2), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: held.owner === BOB ? release(held, held) : claim(held, ADA),
    }));
    expect(states.held).toEqual({ owner: ADA, revision: 2 });
  });

  test('gives up after four decisions', async () => {
    let decisions = 0;
    const claimed = handle(contested(100), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => {
      decisions += 1;
      return { held: held.owner === BOB ? release(held, held) : claim(held, ADA) };
    });
    await expect(claimed).rejects.toThrow(WrongExpectedRevision);
    expect(decisions).toBe(4);
  });
});

describe('a repeated command (REG-11)', () => {
  test('is not decided again and returns the position of the first outcome', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const rename = (username: string, cause = aCause()) => {
      return handle(world.log, cause, { user: userAt(id) }, ({ user }) => ({
        user: updateProfile(user, { username }),
      }));
    };
    const cause = aCause();
    const first = await rename('countess', cause);
    await rename('lovelace');
    const again = await rename('countess', cause);

    expect(again.position).toBe(first.position);
    expect(again.states.user).toMatchObject({ username: 'lovelace' });
    expect((await world.log.types(`user-${id}`)).filter((type) => type === 'ProfileUpdated')).toHaveLength(2);
  });

  test('is recognised in a stream that is loaded without a command', async () => {
    const world = aWorld();
    const cause = aCause();
    await handle(world.log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    const { state, handledAt } = await load(world.log, claimAt(ADAS_CLAIM));
    expect(state).toEqual({ owner: ADA, revision: 0 });
    expect(handledAt(cause.commandId)).toBe(await world.log.store.head());
    expect(handledAt(aCause().commandId)).toBeNull();
  });

  test('is recorded once if the repeats are concurrent', async () => {
    const log = openMemoryLog();
    const cause = aCause();
    const claimOnce = () =>
      handle(log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    const outcomes = await Promise.all([claimOnce(), claimOnce(), claimOnce()]);
    expect(new Set(outcomes.map(({ position }) => position)).size).toBe(1);
    expect(await log.events()).toHaveLength(1);
  });
});

describe('with a preloaded stream, the command loop', () => {
  /** Opens a log that records the names of the streams that are read. */
  function countingLog() {
    const store = openMemoryEventStore();
    const reads: string[] = [];
    const log = openMemoryLog({
      ...store,
      readStreams: (streams) => {
        reads.push(...streams);
        return store.readStreams(streams);
      },
    });
    return { log, reads };
  }

  test('does not read that stream again', async () => {
    const { log, reads } = countingLog();
    const preloaded = await load(log, claimAt(ADAS_CLAIM));
    const aggregates = { held: claimAt(ADAS_CLAIM), user: userAt(ADA) };
    const { states } = await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }), [
      preloaded,
    ]);
    expect(states.held).toEqual({ owner: ADA, revision: 0 });
    expect(reads).toEqual([ADAS_CLAIM, `user-${ADA}`]);
  });

  test('decides again on the new state if the preloaded one is outdated', async () => {
    const { log, reads } = countingLog();
    const outdated = await load(log, claimAt(ADAS_CLAIM));
    const aggregates = { held: claimAt(ADAS_CLAIM) };
    await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, BOB) }));
    const claimed = handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }), [outdated]);
    await expect(claimed).rejects.toThrow(EmailTaken);
    expect(reads).toHaveLength(3);
  });
});

describe('if the log does not answer, the command loop', () => {
  test('sends the same events again, and the log records them once (EVT-2)', async () => {
    const log = openMemoryLog(loseAnswers(openMemoryEventStore(), 3));
    const { position } = await handle(log, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: claim(held, ADA),
    }));
    expect(await log.types(ADAS_CLAIM)).toEqual(['ValueClaimed']);
    expect(position).toBe(await log.store.head());
  });

  test('throws after four sends, and a repeat completes the command later', async () => {
    const log = openMemoryLog(loseAnswers(openMemoryEventStore(), 4));
    const cause = aCause();
    const claimOnce = () =>
      handle(log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    await expect(claimOnce()).rejects.toThrow(LogUnavailable);
    expect(await claimOnce()).toMatchObject({ states: { held: { owner: ADA } } });
    expect(await log.types(ADAS_CLAIM)).toEqual(['ValueClaimed']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { handle, load } from '../../src/commands/handle.js';
import { claimAt } from '../../src/domain/claim/claim.js';
import { claim, EmailTaken, release } from '../../src/domain/claim/decisions.js';
import { updateProfile } from '../../src/domain/user/decisions.js';
import { userAt } from '../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { LogUnavailable, WrongExpectedRevision } from '../../src/eventstore/port.js';
import { registeredAccount, aWorld } from '../support/domain/command-world.js';
import { aCause, openMemoryLog } from '../support/stores/memory-log.js';
import { interfered, losingAnswers } from '../support/hostile/troubled-store.js';
import { ADA, ADAS_CLAIM } from '../support/domain/user-history.js';
import { aClaimStream, aUserId } from '../support/domain/ids.js';

const BOB = aUserId('4d7e2a91-0c3b-4f68-b5d2-9e1a7c8f3b26');

describe('a command', () => {
  test('is decided on the streams as they are, and answers the states that it leads to', async () => {
    const log = openMemoryLog();
    const { states, position } = await handle(log, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: claim(held, ADA),
    }));
    expect(states).toEqual({ held: { owner: ADA, revision: 0 } });
    expect(position).toBe(await log.store.head());
  });

  test('records who caused it, when, and in answer to what', async () => {
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

  test('that changes nothing answers from where on the present state can be seen', async () => {
    const log = openMemoryLog();
    const aggregates = { held: claimAt(ADAS_CLAIM) };
    const nothing = await handle(log, aCause(), aggregates, ({ held }) => ({ held: release(held, held) }));
    expect(nothing).toEqual({
      states: { held: { owner: null, revision: null } },
      position: null,
      written: false,
    });

    const first = await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }));
    const again = await handle(log, aCause(), aggregates, ({ held }) => ({ held: claim(held, ADA) }));
    expect(first.written).toBe(true);
    expect(again).toEqual({ ...first, written: false });
    expect(await log.events()).toHaveLength(1);
  });

  test('that is refused writes nothing, to none of its streams', async () => {
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

describe('another writer was faster', () => {
  /** A log where, before each of the first appends, somebody else writes to the same stream. */
  function contested(times: number) {
    const store = openMemoryEventStore();
    const others = openMemoryLog(store);
    let left = times;
    return openMemoryLog(
      interfered(store, async (writes, within) => {
        left -= 1;
        if (left >= 0) {
          await handle(others, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
            held: held.owner === null ? claim(held, BOB) : release(held, held),
          }));
        }
        return await within.append(writes);
      }),
    );
  }

  test('the decision is taken again on what is there by then', async () => {
    const seen: (string | null)[] = [];
    const claimed = handle(contested(1), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => {
      seen.push(held.owner);
      return { held: claim(held, ADA) };
    });
    await expect(claimed).rejects.toThrow(EmailTaken);
    expect(seen).toEqual([null, BOB]);
  });

  test('and it can succeed then', async () => {
    const { states } = await handle(contested(2), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: held.owner === BOB ? release(held, held) : claim(held, ADA),
    }));
    expect(states.held).toEqual({ owner: ADA, revision: 2 });
  });

  test('until it was so four times', async () => {
    let decisions = 0;
    const claimed = handle(contested(100), aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => {
      decisions += 1;
      return { held: held.owner === BOB ? release(held, held) : claim(held, ADA) };
    });
    await expect(claimed).rejects.toThrow(WrongExpectedRevision);
    expect(decisions).toBe(4);
  });
});

describe('REG-11 the same command again', () => {
  test('is not decided again, and answers where it was recorded', async () => {
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

  test('is known by the stream that is loaded alone, too', async () => {
    const world = aWorld();
    const cause = aCause();
    await handle(world.log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    const { state, carriedOut } = await load(world.log, claimAt(ADAS_CLAIM));
    expect(state).toEqual({ owner: ADA, revision: 0 });
    expect(carriedOut(cause.commandId)).toBe(await world.log.store.head());
    expect(carriedOut(aCause().commandId)).toBeNull();
  });

  test('at the same time is recorded once', async () => {
    const log = openMemoryLog();
    const cause = aCause();
    const once = () =>
      handle(log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    const outcomes = await Promise.all([once(), once(), once()]);
    expect(new Set(outcomes.map(({ position }) => position)).size).toBe(1);
    expect(await log.events()).toHaveLength(1);
  });
});

describe('the log did not answer', () => {
  test('EVT-2 the same events are sent again, and recorded once', async () => {
    const log = openMemoryLog(losingAnswers(openMemoryEventStore(), 3));
    const { position } = await handle(log, aCause(), { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({
      held: claim(held, ADA),
    }));
    expect(await log.types(ADAS_CLAIM)).toEqual(['ValueClaimed']);
    expect(position).toBe(await log.store.head());
  });

  test('four times: the caller hears of it, and the same command completes it later', async () => {
    const log = openMemoryLog(losingAnswers(openMemoryEventStore(), 4));
    const cause = aCause();
    const once = () =>
      handle(log, cause, { held: claimAt(ADAS_CLAIM) }, ({ held }) => ({ held: claim(held, ADA) }));
    await expect(once()).rejects.toThrow(LogUnavailable);
    expect(await once()).toMatchObject({ states: { held: { owner: ADA } } });
    expect(await log.types(ADAS_CLAIM)).toEqual(['ValueClaimed']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { refusalRecorder } from '../../../src/commands/audit/refusal-recorder.js';
import type { Refusal } from '../../../src/commands/audit/refusal-recorder.js';
import { REFUSAL_STREAMS } from '../../../src/domain/refusal/refusals.js';
import { aWorld } from '../../support/domain/command-world.js';
import { NOW } from '../../support/domain/user-history.js';

const SOURCE = { ip: '203.0.113.7', userAgent: 'curl/8' };

const aRefusal = (change: Partial<Refusal> = {}): Refusal => ({
  kind: 'rate_limited',
  rule: 'sign-in.source',
  network: SOURCE.ip,
  actor: 'anonymous',
  correlationId: 'the-first',
  source: SOURCE,
  ...change,
});

describe('the record of refused requests', () => {
  test('one event counts the requests of one source, rule and interval', async () => {
    const world = aWorld();
    const recorder = refusalRecorder(world);
    recorder.note(aRefusal());
    recorder.note(aRefusal({ correlationId: 'the-second' }));
    recorder.note(aRefusal({ rule: 'mail.source' }));
    recorder.note(aRefusal({ kind: 'insufficient_scope', rule: null, actor: 'api_key:1' }));
    await recorder.flush();
    await recorder.flush();
    const events = await world.log.events();
    expect(events).toMatchObject([
      {
        type: 'RequestsRefused',
        actor: 'anonymous',
        correlationId: 'the-first',
        data: { kind: 'rate_limited', rule: 'sign-in.source', count: 2, since: NOW.toISOString() },
      },
      { data: { rule: 'mail.source', count: 1 } },
      { actor: 'api_key:1', data: { kind: 'insufficient_scope', count: 1 } },
    ]);
    expect(events[0]?.source()).toEqual(SOURCE);
    expect(REFUSAL_STREAMS).toEqual(expect.arrayContaining(events.map(({ stream }) => stream)));
  });

  test('many sources become few events, which count all requests', async () => {
    const world = aWorld();
    const recorder = refusalRecorder(world);
    for (let n = 0; n < 100_000; n += 1) recorder.note(aRefusal({ network: `network ${String(n)}` }));
    await recorder.flush();
    const events = await world.log.events();
    expect(events).toHaveLength(21);
    const counts = events.map(({ data }) => Number(new Map(Object.entries(data)).get('count')));
    expect(counts.reduce((sum, count) => sum + count)).toBe(100_000);
    expect(events.at(-1)?.source()).toBeNull();
  });

  test('the log retains a bounded number of them, however long an attack lasts', async () => {
    const world = aWorld();
    const recorder = refusalRecorder(world);
    for (let minute = 0; minute < 60; minute += 1) {
      for (let n = 0; n < 30; n += 1) recorder.note(aRefusal({ network: `network ${String(n)}` }));
      await recorder.flush();
    }
    expect((await world.log.events()).length).toBe(1000);
  });
});

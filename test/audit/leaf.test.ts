import { describe, expect, test } from '@jest/globals';
import { hashOf, leafOf, provable } from '../../src/audit/leaf.js';
import { canonicalJson } from '../../src/runtime/canonical-json.js';
import type { Position, StoredEvent } from '../../src/eventstore/port.js';

const event: StoredEvent = {
  id: 'b8f0a7b2-8d0c-4a52-9d5b-3c3d5f2f1f10',
  stream: 'user-1',
  revision: 3,
  type: 'UserRegistered',
  data: { name: { $e: 1, k: 1, c: 'AAAA' }, role: 'user' },
  metadata: { version: '1', actor: 'anonymous' },
  position: '0000000000000000007' as Position,
  recordedAt: new Date(0),
};

describe('canonical JSON', () => {
  test('the examples of RFC 8785 are reproduced', () => {
    const sorted = canonicalJson({
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    });
    expect(sorted).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
    );
    expect(canonicalJson({ '10': [], '9': {}, a: [null, true, '\u20ac$\u000f\nA\'B"\\'] })).toBe(
      '{"10":[],"9":{},"a":[null,true,"\u20ac$\\u000f\\nA\'B\\"\\\\"]}',
    );
  });
});

describe('the leaf of an event', () => {
  test('it is the canonical envelope with ciphertext in the place of personal fields', () => {
    expect(leafOf(event).toString()).toBe(
      '{"data":{"name":{"$e":1,"c":"AAAA","k":1},"role":"user"},"id":"b8f0a7b2-8d0c-4a52-9d5b-3c3d5f2f1f10",' +
        '"metadata":{"actor":"anonymous","version":"1"},"revision":3,"stream":"user-1","type":"UserRegistered"}',
    );
  });

  test('it survives a copy to another log, which assigns positions and times of its own', () => {
    const copy = { ...event, position: '9' as Position, recordedAt: new Date() };
    expect(hashOf(copy)).toEqual(hashOf(event));
  });

  test('EVT-12 it changes with every part of the envelope', () => {
    const changes: Partial<StoredEvent>[] = [
      { id: 'b8f0a7b2-8d0c-4a52-9d5b-3c3d5f2f1f11' },
      { stream: 'user-2' },
      { revision: 4 },
      { type: 'UserErased' },
      { data: { ...event.data, role: 'admin' } },
      { metadata: { ...event.metadata, actor: 'system' } },
    ];
    for (const change of changes) expect(hashOf({ ...event, ...change })).not.toEqual(hashOf(event));
  });

  test('events of ephemeral streams have no leaf, because the log drops them', () => {
    expect(provable([event, { ...event, stream: 'refresh-1' }])).toEqual([event]);
  });
});

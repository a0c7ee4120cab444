import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, ERASED, personal, UNREAD } from '../../src/domain/event.js';
import type { EventDefinition, Recorded } from '../../src/domain/event.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { problemOf } from '../../src/api/http/problems/problem.js';
import { createCodec, UnreadableEvent } from '../../src/eventstore/codec.js';
import type { Cause } from '../../src/eventstore/codec.js';
import type { JsonObject, NewEvent, Position, StoredEvent } from '../../src/eventstore/port.js';
import { SubjectErased } from '../../src/security/keys/subject-keys.js';
import { memorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';
import { ADA, ADAS_CLAIM, registered } from '../support/domain/user-history.js';
import { anEventId, aSessionId } from '../support/domain/ids.js';
import { attemptsOf } from '../../src/domain/attempts/attempts.js';
import { countAttempt } from '../../src/domain/attempts/decisions.js';
import type { SessionEvent } from '../../src/domain/session/events.js';
import { sessionStarted } from '../support/domain/session-events.js';

const NO_ATTEMPTS = attemptsOf(ADA, null).initial;
const BOB = '4d7e2a91-0c3b-4f68-b5d2-9e1a7c8f3b26';
const CAROL = '8e3f6c17-5a92-4d0b-a7e4-1b9d2f6c8035';
const STREAM = `user-${ADA}`;

const cause: Cause = {
  commandId: '7a1c4e9d-3b62-4f85-a0d7-e8b5c2f16d34',
  correlationId: '5e2d8c1b-9f47-4a36-8b0e-d1c7f3a29e58',
  actor: 'anonymous',
  now: new Date('2026-02-03T10:00:00.123Z'),
  source: { ip: '203.0.113.7', userAgent: 'Analytical Engine/1.0' },
};

function anEvent(event: DomainEvent = registered, stream = STREAM): Recorded<DomainEvent> {
  const id = '9c1f5b7e-2a84-4d36-b0e9-8f3a6c2d7145';
  return { ...event, id: anEventId(id), stream, revision: 0, occurredAt: cause.now, actor: cause.actor };
}

function asStored(event: NewEvent, stream = STREAM): StoredEvent {
  const position = '0000000000000042' as Position;
  return { ...event, stream, revision: 0, position, recordedAt: cause.now };
}

/** A codec, and the registration of Ada as the log stores it. */
async function adasRegistration() {
  const keys = memorySubjectKeys();
  const codec = createCodec(keys);
  return { keys, codec, stored: asStored(await codec.encode(anEvent(), cause)) };
}

describe('encryption in the log (EVT-9)', () => {
  test('personal fields and the source of the request are stored only encrypted', async () => {
    const { stored } = await adasRegistration();
    const text = JSON.stringify(stored);
    for (const secret of ['ada@example.com', '"ada"', '203.0.113.7', 'Analytical Engine']) {
      expect(text).not.toContain(secret);
    }
    const sealed = { $e: 1, k: 1, c: expect.stringMatching(/^[\w+/]+=*$/) };
    expect(stored.data).toEqual({ email: sealed, username: sealed, claim: ADAS_CLAIM });
    expect(JSON.parse(stored.metadata['source'] ?? '')).toEqual(sealed);
  });

  test('a reader that needs no personal field gets none, but still learns of an erasure', async () => {
    const { keys, codec, stored } = await adasRegistration();
    const read = async () => (await codec.decode([stored], true, 'none'))[0]?.data;
    expect(await read()).toMatchObject({ email: UNREAD, username: UNREAD, claim: ADAS_CLAIM });
    keys.destroy(ADA);
    expect(await read()).toMatchObject({ email: ERASED, username: ERASED, claim: ADAS_CLAIM });
  });

  test('the same text never has the same ciphertext twice', async () => {
    const { codec, stored } = await adasRegistration();
    const again = await codec.encode(anEvent(), cause);
    expect(again.data['email']).not.toEqual(stored.data['email']);
  });

  test('the source is encrypted under the key of the person, whatever stream the event is in', async () => {
    const { keys, codec } = await adasRegistration();
    const released: DomainEvent = { type: 'ValueReleased', data: { user_id: ADA } };
    const stored = asStored(await codec.encode(anEvent(released, ADAS_CLAIM), cause), ADAS_CLAIM);
    expect((await codec.decode([stored]))[0]?.source()).toEqual(cause.source);
    keys.destroy(ADA);
    expect((await codec.decode([stored]))[0]?.source()).toBeNull();
  });
});

describe('decoded events', () => {
  test('a decoded event is the encoded event with its metadata', async () => {
    const { codec, stored } = await adasRegistration();
    const [event] = await codec.decode([stored]);
    expect(event).toEqual({
      ...anEvent(),
      position: '0000000000000042',
      version: 1,
      correlationId: cause.correlationId,
      causationId: cause.commandId,
      actor: 'anonymous',
      onBehalfOf: null,
      source: expect.any(Function),
    });
    expect(event?.source()).toEqual(cause.source);
  });

  test('the origin of an act on others belongs to the acting person, also after an erasure (ORG-21, GDP-2)', async () => {
    const { keys, codec } = await adasRegistration();
    const byBob = { ...cause, actor: `user:${BOB}` };
    const stored = asStored(await codec.encode(anEvent(), byBob));
    expect(stored.metadata).toMatchObject({ source_of: 'actor' });
    const source = async (needs?: 'returnable') =>
      (await codec.decode([stored], false, needs))[0]?.source() ?? null;
    expect([await source(), await source('returnable')]).toEqual([cause.source, cause.source]);
    keys.destroy(ADA);
    expect(await source()).toEqual(cause.source);
    keys.destroy(BOB);
    expect(await source()).toBeNull();
    // Its own key is gone, so the next act has no origin.
    expect(
      (await codec.encode(anEvent(registered, `user-${CAROL}`), byBob)).metadata['source'],
    ).toBeUndefined();
  });

  test('the origin of an own act needs the key of the subject alone, as in earlier releases (EVT-17)', async () => {
    const { codec } = await adasRegistration();
    const stored = asStored(await codec.encode(anEvent(), { ...cause, actor: `user:${ADA}` }));
    expect(stored.metadata).not.toHaveProperty('source_of');
    expect((await codec.decode([stored]))[0]?.source()).toEqual(cause.source);
  });

  test('an event that was written without a source has none', async () => {
    const { codec } = await adasRegistration();
    const stored = asStored(await codec.encode(anEvent(), { ...cause, source: null }));
    const [event] = await codec.decode([stored]);
    expect(event?.source()).toBeNull();
  });

  test('events of several people are decoded in order', async () => {
    const { codec, stored } = await adasRegistration();
    const bobs = asStored(await codec.encode(anEvent(registered, `user-${BOB}`), cause), `user-${BOB}`);
    const events = await codec.decode([bobs, stored, bobs]);
    expect(events.map(({ stream }) => stream)).toEqual([`user-${BOB}`, STREAM, `user-${BOB}`]);
    expect(events.map(({ data }) => data)).toEqual([registered.data, registered.data, registered.data]);
  });
});

describe('moved ciphertexts', () => {
  test.each<[string, (stored: StoredEvent) => StoredEvent]>([
    ['another event', (stored) => ({ ...stored, id: '11111111-2222-4333-8444-555555555555' })],
    ['another person', (stored) => ({ ...stored, stream: `user-${BOB}` })],
    ['another field', ({ data, ...rest }) => ({ ...rest, data: { ...data, email: data['username'] ?? '' } })],
  ])('a field does not decrypt in %s', async (_, moved) => {
    const { keys, codec, stored } = await adasRegistration();
    await keys.obtain(BOB);
    await expect(codec.decode([moved(stored)])).rejects.toThrow(UnreadableEvent);
  });

  test('the source of another event does not decrypt', async () => {
    const { codec, stored } = await adasRegistration();
    const other = await codec.encode(
      { ...anEvent(), id: anEventId('11111111-2222-4333-8444-555555555555') },
      cause,
    );
    const [event] = await codec.decode([{ ...stored, metadata: other.metadata }]);
    expect(() => event?.source()).toThrow();
  });
});

describe('erased subjects (GDP-2)', () => {
  test('personal fields read as erased, and the others stay readable', async () => {
    const { keys, codec, stored } = await adasRegistration();
    keys.destroy(ADA);
    const [event] = await codec.decode([stored]);
    expect(event?.data).toEqual({ email: ERASED, username: ERASED, claim: ADAS_CLAIM });
    expect(event?.source()).toBeNull();
    expect(JSON.stringify(event?.data)).toBe(`{"email":null,"username":null,"claim":"${ADAS_CLAIM}"}`);
  });

  test('an event whose key is missing is unreadable, and not taken for erased', async () => {
    const { stored } = await adasRegistration();
    const codec = createCodec(memorySubjectKeys());
    await expect(codec.decode([stored])).rejects.toThrow(/data key of its subject is missing/);
  });

  test('no event with personal fields of an erased subject can be written', async () => {
    const { keys, codec } = await adasRegistration();
    keys.destroy(ADA);
    const write = codec.encode(anEvent(), cause);
    await expect(write).rejects.toThrow(SubjectErased);
    expect(problemOf(await write.catch((error: unknown) => error)).code).toBe('unauthenticated');
  });

  test('an event without personal fields of an erased subject is written without its source', async () => {
    const { keys, codec } = await adasRegistration();
    keys.destroy(ADA);
    const ended: DomainEvent = { type: 'SessionEnded', data: { user_id: ADA, reason: 'signed_out' } };
    const session = `session-${BOB}`;
    const { data, metadata } = await codec.encode(anEvent(ended, session), cause);
    expect(data).toEqual(ended.data);
    expect(metadata).not.toHaveProperty('source');
  });
});

describe('unreadable events (EVT-7)', () => {
  test.each<[string, (stored: StoredEvent) => StoredEvent]>([
    ['has an unknown type', (stored) => ({ ...stored, type: 'UserEnlightened' })],
    ['has a version from the future', (stored) => withMetadata(stored, { version: '2' })],
    ['has no version', ({ metadata: { version: _, ...metadata }, ...rest }) => ({ ...rest, metadata })],
    ['has version 0', (stored) => withMetadata(stored, { version: '0' })],
    ['has a version in words', (stored) => withMetadata(stored, { version: 'first' })],
    ['lacks a field', ({ data: { claim: _, ...data }, ...rest }) => ({ ...rest, data })],
    ['has a field of another type', (stored) => withData(stored, { claim: 7 })],
    ['has an unknown field', (stored) => withData(stored, { is_admin: true })],
    ['has a truncated ciphertext', (stored) => withData(stored, { email: { $e: 1, k: 1, c: 'AAAA' } })],
    ['has no ciphertext', (stored) => withData(stored, { email: { $e: 1, k: 1 } })],
  ])('an event is unreadable if it %s', async (_, spoilt) => {
    const { codec, stored } = await adasRegistration();
    await expect(codec.decode([spoilt(stored)])).rejects.toThrow(UnreadableEvent);
  });

  test('the error names the position and not the content', async () => {
    const { codec, stored } = await adasRegistration();
    const error: unknown = await codec.decode([withData(stored, { claim: 7 })]).catch((e: unknown) => e);
    expect(error).toMatchObject({
      position: '0000000000000042',
      message: 'The event at 0000000000000042 cannot be read: UserRegistered does not fit its schema',
    });
  });
});

describe('invalid events', () => {
  test.each<[string, unknown]>([
    ['an unknown type', { type: 'UserEnlightened', data: {} }],
    ['data that does not fit the schema', { type: 'UserDeactivated', data: { reason: 7 } }],
    ['an unknown field', { type: 'EmailVerified', data: { is_admin: true } }],
  ])('an event is not written if it has %s', async (_, event) => {
    const { codec } = await adasRegistration();
    await expect(codec.encode(anEvent(event as DomainEvent), cause)).rejects.toThrow();
  });

  test('personal data without a subject is not written', async () => {
    const { codec } = await adasRegistration();
    await expect(codec.encode(anEvent(registered, 'claim-1.x'), cause)).rejects.toThrow(TypeError);
  });
});

describe('older versions of an event (EVT-8)', () => {
  // Version 1 has the name in one field, version 2 renames the field, version 3 adds the number of letters.
  const renamed = defineEvent('Renamed', { name: personal('username'), letters: z.int() }, [
    ({ full_name: name, ...data }) => ({ ...data, name }),
    (data) => ({ ...data, letters: typeof data['name'] === 'string' ? data['name'].length : 0 }),
  ]);
  const versions = [
    defineEvent('Renamed', { full_name: personal('username') }),
    defineEvent('Renamed', { name: personal('username') }),
    renamed,
  ];
  const data = [{ full_name: 'ada' }, { name: 'ada' }, { name: 'ada', letters: 3 }];

  /** The event as the release of that version wrote it. */
  async function writtenAt(version: number, keys = memorySubjectKeys()): Promise<StoredEvent> {
    const codec = createCodec(keys, catalogOf(versions[version - 1] ?? renamed));
    const event = { type: 'Renamed', data: data[version - 1] } as unknown as DomainEvent;
    const stored = asStored(await codec.encode(anEvent(event), cause));
    return withMetadata(stored, { version: String(version) });
  }

  test.each([1, 2, 3])('version %d reads as the newest one', async (version) => {
    const keys = memorySubjectKeys();
    const stored = await writtenAt(version, keys);
    const [event] = await createCodec(keys, catalogOf(renamed)).decode([stored]);
    expect(event).toMatchObject({ version: 3, data: { name: 'ada', letters: 3 } });
  });

  test('an older version reads as erased under the newest field names (GDP-2)', async () => {
    const keys = memorySubjectKeys();
    const stored = await writtenAt(1, keys);
    keys.destroy(ADA);
    const [event] = await createCodec(keys, catalogOf(renamed)).decode([stored]);
    expect(event?.data).toEqual({ name: ERASED, letters: 0 });
  });

  test('an event with a field that is derived from a personal one is written in the newest version (GDP-2)', async () => {
    const codec = createCodec(memorySubjectKeys(), catalogOf(renamed));
    const event = { type: 'Renamed', data: data[2] } as unknown as DomainEvent;
    expect(await codec.encode(anEvent(event), cause)).toMatchObject({ metadata: { version: '3' } });
  });

  test('an event that needs no newer field is written in the oldest version, which earlier releases read (EVT-17)', async () => {
    const codec = createCodec(memorySubjectKeys());
    const stream = 'session-0b8f3c4e-2d7a-4f19-9c65-a1e2d3f40b57';
    const written = async (event: SessionEvent) =>
      asStored(await codec.encode(anEvent(event, stream), cause), stream);
    const plain = sessionStarted(ADA, { notice: 'new_device' });
    const byProvider = sessionStarted(ADA, { provider: 'google', amr: ['fed'] });
    const withFactor = sessionStarted(ADA, { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    const impersonation = {
      by: ADA,
      by_session: aSessionId(),
      ends_at: cause.now.toISOString(),
    };
    const acting = sessionStarted(ADA, { amr: [], impersonation, impersonation_reason: 'a ticket' });
    for (const [event, version] of [
      [plain, '2'],
      [byProvider, '3'],
      [withFactor, '4'],
      [acting, '6'],
    ] as const) {
      const stored = await written(event);
      expect(stored.metadata['version']).toBe(version);
      expect((await codec.decode([stored]))[0]).toMatchObject({ data: event.data, version: 6 });
    }
    const [attempt] = countAttempt(NO_ATTEMPTS, ADA, { now: cause.now, cleared: null });
    if (attempt === undefined) throw new Error('An attempt is counted.');
    const counted = await codec.encode(anEvent(attempt, `attempts-${ADA}`), cause);
    expect(counted.metadata['version']).toBe('1');
    expect(counted.data).not.toHaveProperty('total');
  });

  test('an event whose upcast fails is unreadable (EVT-7)', async () => {
    const failing = defineEvent('Renamed', { name: personal('username') }, [
      () => {
        throw new Error('no such name');
      },
    ]);
    const keys = memorySubjectKeys();
    const stored = await writtenAt(1, keys);
    await expect(createCodec(keys, catalogOf(failing)).decode([stored])).rejects.toThrow(UnreadableEvent);
  });
});

function catalogOf(definition: EventDefinition): ReadonlyMap<string, EventDefinition> {
  return new Map([[definition.type, definition]]);
}

function withData(stored: StoredEvent, data: JsonObject): StoredEvent {
  return { ...stored, data: { ...stored.data, ...data } };
}

function withMetadata(stored: StoredEvent, metadata: Record<string, string>): StoredEvent {
  return { ...stored, metadata: { ...stored.metadata, ...metadata } };
}

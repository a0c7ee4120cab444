import { expect, test } from '@jest/globals';
import { ERASED } from '../../src/domain/event.js';
import type { Recorded } from '../../src/domain/event.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { createCodec, UnreadableEvent } from '../../src/eventstore/codec.js';
import type { Cause, LoggedEvent } from '../../src/eventstore/codec.js';
import type { Position, StoredEvent } from '../../src/eventstore/port.js';
import { isSealed } from '../../src/eventstore/sealed-fields.js';
import { monthKeyId } from '../../src/security/keys/retention-keys.js';
import { openMonth } from '../../src/security/keys/retention-months.js';
import { SubjectErased } from '../../src/security/keys/subject-keys.js';
import { anEventId } from '../support/domain/ids.js';
import { sessionStarted } from '../support/domain/session-events.js';
import { ADA, registered } from '../support/domain/user-history.js';
import { memorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';
import type { MemorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';

const SESSION = 'session-0b8f3c4e-2d7a-4f19-9c65-a1e2d3f40b57';
const FEBRUARY = new Date('2026-02-03T10:00:00.123Z');
const MARCH = new Date('2026-03-01T00:00:00Z');
const source = { ip: '203.0.113.7', userAgent: 'Analytical Engine/1.0' };

function causeAt(now: Date): Cause {
  return { commandId: 'c', correlationId: 'r', actor: 'anonymous', now, source };
}

/** Writes an event as the service does. */
async function written(
  keys: MemorySubjectKeys,
  event: DomainEvent = sessionStarted(ADA),
  { stream = SESSION, now = FEBRUARY } = {},
): Promise<StoredEvent> {
  const id = anEventId('9c1f5b7e-2a84-4d36-b0e9-8f3a6c2d7145');
  const recorded: Recorded<DomainEvent> = {
    ...event,
    id,
    stream,
    revision: 0,
    occurredAt: now,
    actor: 'anonymous',
  };
  const encoded = await createCodec(keys).encode(recorded, causeAt(now));
  return { ...encoded, stream, revision: 0, position: '0000000000000042' as Position, recordedAt: now };
}

async function read(keys: MemorySubjectKeys, stored: StoredEvent): Promise<LoggedEvent | undefined> {
  const [event] = await createCodec(keys).decode([stored]);
  return event;
}

async function keysOfFebruary(): Promise<MemorySubjectKeys> {
  const keys = memorySubjectKeys();
  await openMonth(keys, FEBRUARY);
  return keys;
}

test('the origin and the device of a session are readable until the key of their month is destroyed (GDP-15)', async () => {
  const keys = await keysOfFebruary();
  const stored = await written(keys);
  const before = await read(keys, stored);
  expect(before?.data).toEqual(sessionStarted(ADA).data);
  expect(before?.source()).toEqual(source);
  keys.destroy(monthKeyId('sessions.2026-02'));
  const after = await read(keys, stored);
  expect(after?.data).toEqual({ ...sessionStarted(ADA).data, device: ERASED });
  expect(after?.source()).toBeNull();
});

test('the end of a month takes no data of another period, month or person (GDP-15)', async () => {
  const keys = await keysOfFebruary();
  await openMonth(keys, MARCH);
  const account = await written(keys, registered, { stream: `user-${ADA}` });
  const later = await written(keys, sessionStarted(ADA), { now: MARCH });
  keys.destroy(monthKeyId('sessions.2026-02'));
  for (const stored of [account, later]) expect((await read(keys, stored))?.source()).toEqual(source);
  keys.destroy(monthKeyId('requests.2026-02'));
  const event = await read(keys, account);
  expect(event?.data).toEqual(registered.data);
  expect(event?.source()).toBeNull();
});

test('the erasure of a person ends the data of every month (GDP-1)', async () => {
  const keys = await keysOfFebruary();
  const stored = await written(keys);
  keys.destroy(ADA);
  const event = await read(keys, stored);
  expect(event?.data).toMatchObject({ device: ERASED });
  expect(event?.source()).toBeNull();
});

test('in a month without a key, processes of the earlier release can read the events', async () => {
  const keys = memorySubjectKeys();
  const stored = await written(keys);
  expect(stored.data['device']).toEqual({ $e: 1, k: 1, c: expect.any(String) });
  expect((await read(keys, stored))?.source()).toEqual(source);
});

test('no data is written for a month whose key is destroyed', async () => {
  const keys = await keysOfFebruary();
  keys.destroy(monthKeyId('sessions.2026-02'));
  await expect(written(keys)).rejects.toThrow(SubjectErased);
});

test('data whose month key is missing is unreadable, and not taken for erased', async () => {
  const stored = await written(await keysOfFebruary());
  const keys = memorySubjectKeys();
  await keys.obtain(ADA);
  await expect(read(keys, stored)).rejects.toThrow(UnreadableEvent);
});

test('a field does not decrypt under another month', async () => {
  const keys = await keysOfFebruary();
  await openMonth(keys, MARCH);
  const stored = await written(keys);
  const sealed: unknown = stored.data['device'];
  if (!isSealed(sealed)) throw new Error('The device is not sealed.');
  const device = { ...sealed, p: 'sessions.2026-03' };
  await expect(read(keys, { ...stored, data: { ...stored.data, device } })).rejects.toThrow(UnreadableEvent);
});

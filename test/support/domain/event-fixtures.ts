import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { subjectOf } from '../../../src/domain/event-catalog.js';
import type { JsonObject, Position, StoredEvent } from '../../../src/eventstore/port.js';
import { seal } from '../../../src/security/keys/aes-gcm.js';
import type { SubjectKeys } from '../../../src/security/keys/subject-keys.js';

const FOLDER = new URL('./events/', import.meta.url);

const fixtureSchema = z.strictObject({
  type: z.string(),
  version: z.int().positive(),
  id: z.uuid(),
  stream: z.string(),
  revision: z.int().nonnegative(),
  data: z.record(z.string(), z.json()),
  /** The fields that the log stores encrypted. The fixture has them in clear text. */
  personal: z.array(z.string()),
});

/** An event as a release of this service wrote it. Published fixtures never change. */
export type EventFixture = z.output<typeof fixtureSchema>;

/** Reads the fixtures of `test/support/domain/events/`, by file name. */
export async function readEventFixtures(): Promise<Map<string, EventFixture>> {
  const names = (await readdir(FOLDER)).sort();
  const read = async (name: string): Promise<[string, EventFixture]> => {
    return [name, fixtureSchema.parse(JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')))];
  };
  return new Map(await Promise.all(names.map(read)));
}

/**
 * Builds the stored form of a fixture. It does not use the codec, so that a change of the codec cannot go unnoticed.
 */
export async function asStored(fixture: EventFixture, keys: SubjectKeys): Promise<StoredEvent> {
  const { id, type, version, stream, revision } = fixture;
  return {
    id,
    type,
    stream,
    revision,
    position: '0000000000000001' as Position,
    recordedAt: new Date('2026-01-01T00:00:00Z'),
    data: await sealed(fixture, keys),
    metadata: {
      version: String(version),
      correlation_id: '5e2d8c1b-9f47-4a36-8b0e-d1c7f3a29e58',
      causation_id: '7a1c4e9d-3b62-4f85-a0d7-e8b5c2f16d34',
      actor: 'anonymous',
      occurred_at: '2026-01-01T00:00:00.000Z',
    },
  };
}

async function sealed({ id, stream, data, personal }: EventFixture, keys: SubjectKeys): Promise<JsonObject> {
  const stored: JsonObject = { ...data };
  const subject = subjectOf(stream, data);
  for (const field of personal.filter((name) => data[name] !== null)) {
    const { key, number } = await keys.obtain(String(subject));
    const text = Buffer.from(z.string().parse(data[field]));
    const ciphertext = seal(text, key, `${String(subject)}|${id}|${field}`);
    stored[field] = { $e: 1, k: number, c: ciphertext.toString('base64') };
  }
  return stored;
}

import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ALL_PERMISSIONS } from '../../../src/domain/permissions.js';
import { eventCatalog, isEphemeral, subjectOf } from '../../../src/domain/event-catalog.js';
import { toCloudEvent } from '../../../src/domain/public-events/cloud-event.js';
import { isPublicField, publicSchemaOf } from '../../../src/domain/public-events/public-fields.js';
import { isReadableWith, PUBLIC_TYPES, scopeOf } from '../../../src/domain/public-events/public-types.js';
import { createCodec } from '../../../src/eventstore/codec.js';
import { asStored, readEventFixtures } from '../../support/domain/event-fixtures.js';
import type { EventFixture } from '../../support/domain/event-fixtures.js';
import { memorySubjectKeys } from '../../support/stores/memory/memory-subject-keys.js';

const PUBLIC_URL = 'https://accounts.example.com';
const everyScope = new Set(ALL_PERMISSIONS);

const fixtures = [...(await readEventFixtures()).values()];
const definitions = [...eventCatalog.values()];
const published = fixtures.filter((fixture) => isReadableWith(fixture, everyScope));

/** The public form of a fixture, read from the log before or after the erasure of its subject. */
async function publicForm(fixture: EventFixture, options: { personal: boolean; erased?: boolean }) {
  const keys = memorySubjectKeys();
  const stored = await asStored(fixture, keys);
  if (options.erased === true) keys.destroy(String(subjectOf(stored.stream, stored.data)));
  const [event] = await createCodec(keys).decode([stored]);
  if (event === undefined) throw new Error('The fixture cannot be read.');
  return toCloudEvent(event, { publicUrl: PUBLIC_URL, personal: options.personal });
}

function valuesOf({ data }: EventFixture, fields: readonly string[]): string[] {
  const values = fields.map((field) => data[field]);
  return values.filter((value) => typeof value === 'string').filter((value) => value.length > 3);
}

describe('the table of public events', () => {
  test('every event type of a stream that retains its history has an entry (FED-9)', () => {
    expect(Object.keys(PUBLIC_TYPES).sort()).toEqual([...eventCatalog.keys()].sort());
  });

  test('no type is public whose streams retain only their newest events', () => {
    const retained = new Set(fixtures.filter(({ stream }) => !isEphemeral(stream)).map(({ type }) => type));
    const ephemeral = [...eventCatalog.keys()].filter((type) => !retained.has(type));
    expect(ephemeral.filter((type) => scopeOf(type) !== null)).toEqual([]);
    expect(ephemeral).toContain('RefreshTokenIssued');
  });

  test('events are unreadable without the scope of their type', () => {
    const key = { type: 'ApiKeyRevoked', stream: 'api_key-1' };
    expect(isReadableWith(key, new Set(['events:read']))).toBe(false);
    expect(isReadableWith(key, new Set(['api_keys:read']))).toBe(false);
    expect(isReadableWith(key, new Set(['events:read', 'api_keys:read']))).toBe(true);
  });

  test('a type that this release does not know is not public', () => {
    expect(scopeOf('constructor')).toBeNull();
  });

  test('no public field is the fingerprint of a claimed value', () => {
    const claims = definitions.flatMap((definition) =>
      Object.entries(definition.schema.shape)
        .filter(([name, field]) => isPublicField(definition, name) && acceptsClaims(field))
        .map(([name]) => `${definition.type}.${name}`),
    );
    expect(claims).toEqual([]);
  });

  function acceptsClaims(field: unknown): boolean {
    const accepts = (text: string) => field instanceof z.ZodType && field.safeParse(text).success;
    return accepts('claim-1.x') && !accepts('x');
  }
});

describe('the public form of an event', () => {
  test('is CloudEvents 1.0 with the place and the cause of the event', async () => {
    const registered = published.find(({ type }) => type === 'UserRegistered');
    if (registered === undefined) throw new Error('UserRegistered has no fixture.');
    const userId = registered.stream.slice('user-'.length);
    expect(await publicForm(registered, { personal: true })).toEqual({
      specversion: '1.0',
      id: registered.id,
      source: PUBLIC_URL,
      type: 'com.credence.UserRegistered.v1',
      subject: userId,
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: `${PUBLIC_URL}/event-types/com.credence.UserRegistered.v1`,
      data: { email: registered.data['email'], username: registered.data['username'] },
      position: '0000000000000001',
      revision: registered.revision,
      stream: registered.stream,
      actor: 'anonymous',
      correlationid: '5e2d8c1b-9f47-4a36-8b0e-d1c7f3a29e58',
      causationid: '7a1c4e9d-3b62-4f85-a0d7-e8b5c2f16d34',
    });
  });

  test.each(published.map((fixture) => [`${fixture.type}.v${String(fixture.version)}`, fixture] as const))(
    '%s shows personal fields only to those that may read them, and secrets to nobody (FED-6)',
    async (_, fixture) => {
      const { secret = [] } = eventCatalog.get(fixture.type) ?? {};
      const visible = fixture.personal.filter((field) => !secret.includes(field));
      const without = JSON.stringify(await publicForm(fixture, { personal: false }));
      for (const value of valuesOf(fixture, fixture.personal)) expect(without).not.toContain(value);
      const complete = await publicForm(fixture, { personal: true });
      expect(Object.keys(complete.data)).toEqual(expect.arrayContaining(visible));
      for (const value of valuesOf(fixture, secret)) expect(JSON.stringify(complete)).not.toContain(value);
    },
  );

  const withPersonalFields = published.filter(({ personal }) => personal.length > 0);

  test.each(withPersonalFields.map((fixture) => [fixture.type, fixture] as const))(
    '%s shows null and a mark after the erasure of its subject',
    async (_, fixture) => {
      const { data, erased } = await publicForm(fixture, { personal: true, erased: true });
      // Null is stored in clear text, so nothing of it is erased.
      const hadValues = fixture.personal.some((field) => (fixture.data[field] ?? null) !== null);
      expect(erased).toBe(hadValues ? true : undefined);
      for (const field of fixture.personal) expect(data[field] ?? null).toBeNull();
    },
  );

  test.each(published.map((fixture) => [`${fixture.type}.v${String(fixture.version)}`, fixture] as const))(
    '%s fits its public schema in each of its forms',
    async (_, fixture) => {
      const definition = eventCatalog.get(fixture.type);
      if (definition === undefined) throw new Error(`${fixture.type} is unknown.`);
      const schema = publicSchemaOf(definition);
      for (const options of [{ personal: true }, { personal: false }, { personal: true, erased: true }]) {
        const { data } = await publicForm(fixture, options);
        expect(schema.parse(data)).toEqual(data);
      }
    },
  );
});

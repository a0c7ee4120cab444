import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { breakingChanges, compareSchemas } from '../../scripts/event-schemas.mjs';
import { asyncApiDocument } from '../../src/api/feed/async-api.js';
import { currentSchemas, publicSchemas } from '../../src/api/feed/event-schemas.js';

const released = JSON.parse(
  await readFile(new URL('../../src/api/feed/released-schemas.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, unknown>>;

const text = { type: 'string' };
const before = {
  type: 'object',
  properties: { id: text, why: { enum: ['a', 'b'] } },
  required: ['id', 'why'],
};

describe('the schemas of public events', () => {
  test('the versions of earlier releases stay listed (FED-10)', () => {
    const listed = publicSchemas().map(({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining(Object.keys(released)));
    expect(new Set(listed).size).toBe(listed.length);
    const third = { 'com.credence.SessionStarted.v3': { type: 'object' } };
    expect(publicSchemas(third).filter(({ type }) => type === 'SessionStarted')).toMatchObject([
      { version: 6, scope: 'events:read' },
      { version: 3, scope: 'events:read', schema: { type: 'object' } },
    ]);
  });

  test('no public event breaks the consumers of a release (FED-10)', () => {
    expect(compareSchemas(released, schemas()).faults).toEqual([]);
  });

  test('no schema names a secret or an internal field', () => {
    const names = schemas().flatMap(({ schema }) => Object.keys(schema.properties));
    expect(names.filter((name) => /hash|seed|digest|private|claim/.test(name))).toEqual([]);
  });

  function schemas() {
    return currentSchemas().map(({ schema, ...one }) => ({ ...one, schema: { ...schema } as typeof before }));
  }
});

describe('a change of a public event', () => {
  test.each([
    ['a new field', { ...before, properties: { ...before.properties, extra: text } }],
    [
      'a new value of an enumeration',
      { ...before, properties: { id: text, why: { enum: ['a', 'b', 'c'] } } },
    ],
    ['a field that is now always there', { ...before, required: ['id', 'why', 'extra'] }],
    ['another description', { ...before, description: 'other words' }],
  ])('is accepted if it is %s', (_, now) => {
    expect(breakingChanges(before, now)).toEqual([]);
  });

  test.each([
    ['a field that is gone', { ...before, properties: { id: text } }],
    ['a field of another type', { ...before, properties: { ...before.properties, id: { type: 'integer' } } }],
    ['a field that may be absent', { ...before, required: ['id'] }],
    ['a value that is gone', { ...before, properties: { id: text, why: { enum: ['a'] } } }],
    [
      'a field that may be null',
      { ...before, properties: { ...before.properties, id: { type: ['string', 'null'] } } },
    ],
  ])('is rejected if it is %s', (_, now) => {
    expect(breakingChanges(before, now)).toHaveLength(1);
  });

  test('a released type may get a new version, and may not be removed', () => {
    const old = { 'com.credence.Promoted.v1': before };
    const next = {
      name: 'com.credence.Promoted.v2',
      type: 'Promoted',
      version: 2,
      schema: { type: 'object' },
    };
    const { faults, record } = compareSchemas(old, [next]);
    expect([faults, Object.keys(record)]).toEqual([
      [],
      ['com.credence.Promoted.v1', 'com.credence.Promoted.v2'],
    ]);
    expect(compareSchemas(old, []).faults).toHaveLength(1);
  });
});

test('the AsyncAPI document has every public type on each channel, and all its references resolve', () => {
  const document = asyncApiDocument(publicSchemas(), 'https://accounts.example.com/auth') as {
    readonly asyncapi: string;
    readonly servers: object;
    readonly channels: Record<'feed' | 'stream' | 'webhook', { readonly messages: object }>;
  };
  expect(document.asyncapi).toBe('3.0.0');
  expect(document.servers).toEqual({
    public: { host: 'accounts.example.com', protocol: 'https', pathname: '/auth' },
  });
  const names = publicSchemas().map(({ name }) => name);
  for (const { messages } of Object.values(document.channels)) expect(Object.keys(messages)).toEqual(names);
  for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = reference
      .split('/')
      .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
    expect([reference, typeof target]).toEqual([reference, 'object']);
  }
});

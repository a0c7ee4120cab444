import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { eventDefinitions } from '../../src/domain/event-catalog.js';
import { DATA_CATEGORIES, DATA_PURPOSES, PERSONAL_DATA } from '../../src/domain/personal-data.js';

/** Parts of the names of fields that hold personal data in any event. */
const TELLING = /email|name|phone|device|label|subject|address|contact|ip$|agent|password|secret/;

/** The events whose reason is open, each with its author. */
const WRITTEN_BY_PROGRAMS = {
  ConnectionTested: 'a check of this service',
  MailFailed: 'a mail server',
  SigningKeyWithdrawn: 'an operator, about a key of the service',
  SmsFailed: 'a provider of text messages',
};

describe('the personal data of events', () => {
  test('every encrypted field names a kind with a category, purposes and retention (GDP-13)', () => {
    const kinds = eventDefinitions.flatMap(({ type, personal, kinds: named }) =>
      personal.map((field) => [`${type}.${field}`, named.get(field)] as const),
    );
    expect(kinds.length).toBeGreaterThan(30);
    for (const [field, kind] of kinds) {
      const data = kind === undefined ? undefined : PERSONAL_DATA[kind];
      expect([field, data?.retention]).toEqual([field, expect.stringMatching(/./)]);
      expect(Object.keys(DATA_CATEGORIES)).toContain(data?.category);
      expect(data?.purposes.length).toBeGreaterThan(0);
      expect(Object.keys(DATA_PURPOSES)).toEqual(expect.arrayContaining([...(data?.purposes ?? [])]));
    }
  });

  test('a field whose name tells of personal data is encrypted (GDP-13)', () => {
    const open = eventDefinitions.flatMap(({ type, schema, personal }) =>
      Object.keys(schema.shape)
        .filter((field) => TELLING.test(field) && !personal.includes(field))
        .map((field) => `${type}.${field}`),
    );
    expect(open).toEqual([]);
  });

  test('a reason in free text is encrypted, unless no person writes it (GDP-13)', () => {
    const free = eventDefinitions.flatMap(({ type, schema, personal }) => {
      const reason = new Map<string, unknown>(Object.entries(schema.shape)).get('reason');
      const isFree = reason instanceof z.ZodType && reason.safeParse('asked by Ada').success;
      return isFree && !personal.includes('reason') ? [type] : [];
    });
    expect(free.sort()).toEqual(Object.keys(WRITTEN_BY_PROGRAMS).sort());
  });

  test('every kind of personal data is in use', () => {
    const used = new Set(eventDefinitions.flatMap(({ kinds }) => [...kinds.values()]));
    expect([...used].sort()).toEqual(Object.keys(PERSONAL_DATA).sort());
  });
});

import { expect, test } from '@jest/globals';
import { SHOWN_TYPES, wordsOf } from '../../../src/domain/public-events/history-words.js';
import { ERASED } from '../../../src/domain/event.js';
import { createCodec } from '../../../src/eventstore/codec.js';
import { asStored, readEventFixtures } from '../../support/domain/event-fixtures.js';
import { memorySubjectKeys } from '../../support/stores/memory/memory-subject-keys.js';

const keys = memorySubjectKeys();
const fixtures = [...(await readEventFixtures()).values()];
const events = await createCodec(keys).decode(await Promise.all(fixtures.map((one) => asStored(one, keys))));

test('every shown type has a sentence whose fields the event has', () => {
  const shown = events.filter(({ type }) => SHOWN_TYPES.includes(type));
  expect(new Set(shown.map(({ type }) => type))).toEqual(new Set(SHOWN_TYPES));
  for (const event of shown) {
    expect(wordsOf(event)).toMatch(/^[A-Z][^{}]+\.$/);
    expect(wordsOf(event)).not.toContain('erased');
  }
});

test('an erased field has a substitute, and a hidden type no sentence', () => {
  const erased = events
    .filter(({ type }) => type === 'DeviceSeen')
    .map(({ type, data }) => wordsOf({ type, data: { ...data, device: ERASED } }));
  expect(erased).toEqual(['The device an erased value was used for the first time, or again after a week.']);
  expect(events.filter(({ type }) => type === 'MailSent').map(wordsOf)).toEqual([null]);
});

import { describe, expect, test } from '@jest/globals';
import { certificateEnds } from '../../src/workers/mails/messages/certificate-ends.js';
import { mails } from '../../src/workers/mails/mails.js';

const DAY_MS = 86_400_000;
const RECORDED = new Date('2026-01-01T12:00:00Z');
const inDays = (days: number) => new Date(RECORDED.getTime() + days * DAY_MS).toISOString();

function delays(notAfter: string): (number | null)[] {
  const event = { data: { not_after: notAfter }, recordedAt: RECORDED };
  return certificateEnds.map(({ delay }) => {
    const delayMs = delay(event);
    return delayMs === null ? null : delayMs / DAY_MS;
  });
}

describe('the reminders of a certificate', () => {
  test('are due 30 days, 7 days and 1 day before its end (SAML-27)', () => {
    expect(delays(inDays(365))).toEqual([335, 358, 364]);
  });

  test('that were due before it was added are not sent (SAML-27)', () => {
    expect(delays(inDays(7.5))).toEqual([null, 0.5, 6.5]);
    expect(delays(inDays(-1))).toEqual([null, null, null]);
  });

  test('are sent by mails of the table, one job each', () => {
    const names = mails.filter(({ name }) => name.startsWith('certificate-ends')).map(({ name }) => name);
    expect(names).toEqual(['certificate-ends-30', 'certificate-ends-7', 'certificate-ends-1']);
  });
});

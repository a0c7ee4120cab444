import { expect, test } from '@jest/globals';
import { recordDelivery } from '../../../src/commands/deliveries/record-delivery.js';
import { aCause, openMemoryLog } from '../../support/stores/memory/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';

const mail = { jobId: 'verification-1', userId: ADA, mail: 'verification' };

test('the outcome of a mail is recorded in the stream of its job, and a success only once (EVT-13)', async () => {
  const log = openMemoryLog();
  const record = (outcome: { sent: string } | { failed: string }) =>
    recordDelivery({ log }, { ...mail, outcome }, aCause());
  await record({ failed: 'no such mailbox' });
  await record({ sent: '<1@example.com>' });
  await record({ sent: '<1@example.com>' });
  await record({ failed: 'late bounce' });
  expect(await log.events()).toMatchObject([
    {
      stream: 'delivery-verification-1',
      data: { user_id: ADA, mail: 'verification', reason: 'no such mailbox' },
    },
    {
      stream: 'delivery-verification-1',
      data: { user_id: ADA, mail: 'verification', message_id: '<1@example.com>' },
    },
  ]);
});

import { describe, test } from '@jest/globals';
import { recordFailed, recordSent } from '../../src/domain/delivery/decisions.js';
import { deliveryAt } from '../../src/domain/delivery/delivery.js';
import type { DeliveryEvent } from '../../src/domain/delivery/events.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { ADA } from '../support/domain/user-history.js';

const given = historyOf(deliveryAt('verification-mail-1'));

const mail = { userId: ADA, mail: 'verification' };
const sent: DeliveryEvent = {
  type: 'MailSent',
  data: { user_id: ADA, mail: 'verification', message_id: '<1@example.com>' },
};
const failed: DeliveryEvent = {
  type: 'MailFailed',
  data: { user_id: ADA, mail: 'verification', reason: 'no such mailbox' },
};

describe('the delivery of a mail', () => {
  test('is recorded when the mail was sent', () => {
    given()
      .when((delivery) => recordSent(delivery, mail, '<1@example.com>'))
      .then(sent);
  });

  test('EVT-13 is recorded once, although a crash may have it sent again', () => {
    given(sent)
      .when((delivery) => recordSent(delivery, mail, '<2@example.com>'))
      .thenNothing();
  });

  test('is recorded when the mail was given up, once', () => {
    given()
      .when((delivery) => recordFailed(delivery, mail, 'no such mailbox'))
      .then(failed);
    given(failed)
      .when((delivery) => recordFailed(delivery, mail, 'still no such mailbox'))
      .thenNothing();
  });

  test('may succeed after it was given up', () => {
    given(failed)
      .when((delivery) => recordSent(delivery, mail, '<1@example.com>'))
      .then(sent);
  });

  test('is not given up after it succeeded', () => {
    given(sent)
      .when((delivery) => recordFailed(delivery, mail, 'late bounce'))
      .thenNothing();
  });
});

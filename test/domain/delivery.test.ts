import { describe, test } from '@jest/globals';
import { recordFailed, recordSent, recordSms } from '../../src/domain/delivery/decisions.js';
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

describe('mail deliveries', () => {
  test('a sent mail is recorded', () => {
    given()
      .when((delivery) => recordSent(delivery, mail, '<1@example.com>'))
      .then(sent);
  });

  test('a mail that a crash sends twice is recorded once (EVT-13)', () => {
    given(sent)
      .when((delivery) => recordSent(delivery, mail, '<2@example.com>'))
      .thenNothing();
  });

  test('a failed mail is recorded once', () => {
    given()
      .when((delivery) => recordFailed(delivery, mail, 'no such mailbox'))
      .then(failed);
    given(failed)
      .when((delivery) => recordFailed(delivery, mail, 'still no such mailbox'))
      .thenNothing();
  });

  test('a failed mail can still be sent', () => {
    given(failed)
      .when((delivery) => recordSent(delivery, mail, '<1@example.com>'))
      .then(sent);
  });

  test('a sent mail cannot fail', () => {
    given(sent)
      .when((delivery) => recordFailed(delivery, mail, 'late bounce'))
      .thenNothing();
  });
});

describe('deliveries of text messages', () => {
  const sms = { user_id: ADA, purpose: 'second_factor' as const, country: 'DE' };
  const smsSent: DeliveryEvent = { type: 'SmsSent', data: sms };

  test('a text message that a crash sends twice is recorded once (SMS-14)', () => {
    given()
      .when((delivery) => recordSms(delivery, sms, null))
      .then(smsSent);
    given(smsSent)
      .when((delivery) => recordSms(delivery, sms, null))
      .thenNothing();
  });

  test('a rejected text message is recorded with the reason, and stays rejected (SMS-8)', () => {
    const smsFailed: DeliveryEvent = { type: 'SmsFailed', data: { ...sms, reason: 'expired' } };
    given()
      .when((delivery) => recordSms(delivery, sms, 'expired'))
      .then(smsFailed);
    given(smsFailed)
      .when((delivery) => recordSms(delivery, sms, null))
      .thenNothing();
  });
});

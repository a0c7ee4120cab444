import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';
import { codePurpose } from '../one-time-code/events.js';

const mail = { user_id: userIdSchema, mail: z.string() };

const sms = { user_id: userIdSchema, purpose: codePurpose, country: z.string() };

/** The outcome of a mail or a text message. The stream is named after the job of a mail, or the id of a text message. */
export const deliveryEvents = [
  defineEvent('MailSent', { ...mail, message_id: z.string() }),
  /** The receiving server rejected the mail permanently, or every attempt failed. */
  defineEvent('MailFailed', { ...mail, reason: z.string() }),
  /** A provider accepted a text message with a code. It may still not arrive. */
  defineEvent('SmsSent', sms),
  /** The provider rejected the message permanently, or the code expired before it accepted one. */
  defineEvent('SmsFailed', { ...sms, reason: z.string() }),
] as const;

export type DeliveryEvent = EventOf<(typeof deliveryEvents)[number]>;

import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

const mail = { user_id: userIdSchema, mail: z.string() };

/** The outcome of a mail. The stream is named after the job that sends it. */
export const deliveryEvents = [
  defineEvent('MailSent', { ...mail, message_id: z.string() }),
  /** The receiving server rejected the mail permanently, or every attempt failed. */
  defineEvent('MailFailed', { ...mail, reason: z.string() }),
] as const;

export type DeliveryEvent = EventOf<(typeof deliveryEvents)[number]>;

import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

const mail = { user_id: z.uuid(), mail: z.string() };

/** What became of a mail. The stream is named after the job that sends it. */
export const deliveryEvents = [
  defineEvent('MailSent', { ...mail, message_id: z.string() }),
  /** The receiving server refused it for good, or every attempt failed. */
  defineEvent('MailFailed', { ...mail, reason: z.string() }),
] as const;

export type DeliveryEvent = EventOf<(typeof deliveryEvents)[number]>;

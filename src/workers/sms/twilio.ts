import { z } from 'zod';
import { SmsDelayed, SmsRefused } from './port.js';
import type { SmsSender } from './port.js';
import { post } from './post.js';
import type { Answer } from './post.js';

/** An account at Twilio, with the sender of its messages. */
export interface TwilioAccount {
  /** `AC…` */
  readonly accountSid: string;
  readonly authToken: string;
  /** A number in E.164, or the id of a messaging service: `MG…`. */
  readonly from: string;
}

const API = 'https://api.twilio.com';

/** A message that was accepted has a status. A rejected one has the code of an error. */
const accepted = z.object({ status: z.string() });
const rejected = z.object({ code: z.int() });
/** The states of a message that will not arrive. */
const FAILED: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled']);
/** The statuses that another attempt may change: wrong credentials, too many requests, no time. */
const TEMPORARY: ReadonlySet<number> = new Set([401, 403, 408, 429]);

/**
 * Creates a sender that uses the Messages API of Twilio. That API has no idempotency keys: a repeat after a crash is a second
 * message, with the same code.
 *
 * @param apiUrl the URL of the API, without a trailing slash
 */
export function twilioSender({ accountSid, authToken, from }: TwilioAccount, apiUrl = API): SmsSender {
  const url = `${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const headers = {
    Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const sender: Record<string, string> = from.startsWith('MG')
    ? { MessagingServiceSid: from }
    : { From: from };
  return {
    async send({ to, text }) {
      requireAccepted(
        await post(url, headers, new URLSearchParams({ ...sender, To: to, Body: text }).toString()),
      );
    },
  };
}

/** @throws SmsRefused, SmsDelayed */
function requireAccepted({ status, text }: Answer): void {
  const answer = jsonOf(text);
  if (status >= 200 && status < 300) {
    const state = accepted.safeParse(answer).data?.status ?? 'unknown';
    if (FAILED.has(state)) throw new SmsRefused(status, state);
    return;
  }
  const code = String(rejected.safeParse(answer).data?.code ?? 'unknown');
  if (status >= 400 && status < 500 && !TEMPORARY.has(status)) throw new SmsRefused(status, code);
  throw new SmsDelayed(status, code);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

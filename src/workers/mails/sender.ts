import { createTransport, type NodemailerError } from 'nodemailer';
import type { Logger } from 'pino';
import type { Mail } from './render.js';
import { MailDelayed, MailRefused } from './delivery-errors.js';

const CONNECT_MS = 5_000;
const SILENCE_MS = 20_000;
/** A server that trickles its replies is never silent, so the whole delivery has a limit too. */
const DELIVERY_MS = 60_000;

/** One mailbox, e.g. `a@example.com`: nothing that a header or an envelope could read as a second one. */
const ONE_MAILBOX = /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u;
const UNSEEN_CHARACTERS = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** With its angle brackets, as it stands in the header (RFC 5322 §3.6.4). */
export type MessageId = `<${string}@${string}>`;

export interface OutgoingMail {
  to: { name: string; address: string };
  /** The same for every attempt, so that a repeat can be recognised. */
  messageId: MessageId;
  mail: Mail;
}

export interface MailSender {
  /**
   * Resolves when the server has taken the mail.
   * @throws MailRefused if trying again is pointless
   * @throws MailDelayed if it is not
   */
  send(outgoing: OutgoingMail): Promise<void>;
  /** Closes idle connections; a delivery under way ends first. */
  close(): void;
}

/**
 * Sends mail through one SMTP server, over connections that are kept open. Tries once: repeating is the job
 * queue's work, which looks again whether the mail is still wanted. Logs message ids and times, no contents and
 * no addresses.
 */
export function createMailSender(options: { smtpUrl: string; from: string; logger: Logger }): MailSender {
  const { smtpUrl, from, logger } = options;
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxRequeues: 0,
    dnsTimeout: CONNECT_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send({ to, messageId, mail }) {
      if (!ONE_MAILBOX.test(to.address)) throw new MailRefused(null, 'not one mailbox');
      const started = performance.now();
      try {
        await transport.sendMail({
          from,
          // Always the object: a string is parsed, and may then name somebody else.
          to: { name: to.name.replace(UNSEEN_CHARACTERS, ' ').trim(), address: to.address },
          messageId,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { 'Auto-Submitted': 'auto-generated' },
          xMailer: false,
          signal: AbortSignal.timeout(DELIVERY_MS),
        });
      } catch (error) {
        throw deliveryError(error);
      }
      logger.debug({ message_id: messageId, ms: Math.round(performance.now() - started) }, 'mail taken');
    },
    close() {
      transport.close();
    },
  };
}

/** Only a refusal of this recipient or these contents is final; one of our login or sender can be repaired. */
function deliveryError(error: unknown): MailRefused | MailDelayed {
  const { responseCode, permanent, command, code }: NodemailerError =
    error instanceof Error ? error : new Error();
  const reply = responseCode ?? null;
  const stage = command ?? code ?? 'unknown';
  const concernsThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  return concernsThisMail && permanent !== false
    ? new MailRefused(reply, stage)
    : new MailDelayed(reply, stage);
}

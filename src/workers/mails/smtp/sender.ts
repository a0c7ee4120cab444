import { isNativeError } from 'node:util/types';
import { keyedSemaphore } from '../../../runtime/concurrency/keyed-semaphore.js';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { composeMessage } from '../compose-message.js';
import type { OutgoingMail } from '../compose-message.js';
import { deliveryError, deliveryErrorCode } from './transport-errors.js';
import { MailRefused } from './delivery-errors.js';
import type { MailDelayed } from './delivery-errors.js';
import { needsSmtpUtf8, smtpUtf8Probe } from './smtp-utf8.js';
import { isSingleMailbox, transportOptions } from './transport.js';

/** Limits the whole delivery, because a server that trickles its replies never reaches the socket timeout. */
const DELIVERY_MS = 60_000;
/** Connections to the mail server. Many servers refuse a client that opens more than ten. */
const CONNECTIONS = 5;

export interface MailSender {
  /**
   * Resolves when the server has accepted the mail.
   *
   * @throws MailRefused the failure is permanent
   * @throws MailDelayed the failure is temporary
   */
  send(outgoing: OutgoingMail): Promise<void>;
  /** Closes idle connections, and the others when their delivery ends. */
  close(): void;
}

interface MailSenderOptions {
  readonly smtpUrl: string;
  readonly from: string;
  readonly logger: Logger;
  /** Name in EHLO; the name of the machine without it. */
  readonly helloName?: string;
  /** Called after each attempt, with its failure or null. */
  readonly onAttempt?: (failure: MailRefused | MailDelayed | null) => void;
}

/**
 * Creates a sender that keeps connections to one SMTP server open. It tries once: the worker retries, and checks
 * each time that the mail is still wanted. It logs message ids and durations, but no content and no addresses.
 */
export function createMailSender(options: MailSenderOptions): MailSender {
  const { smtpUrl, from, logger, helloName, onAttempt } = options;
  const transport = createTransport({
    ...transportOptions(smtpUrl, helloName),
    pool: true,
    maxConnections: CONNECTIONS,
    maxRequeues: 0,
  });
  /** Mails wait here for a connection, so that the wait does not count as a part of the delivery. */
  const limit = keyedSemaphore(CONNECTIONS);
  const offersSmtpUtf8 = smtpUtf8Probe({ smtpUrl, from, helloName });
  const deliver = (outgoing: OutgoingMail) =>
    transport.sendMail({
      ...composeMessage(from, outgoing),
      messageId: outgoing.messageId,
      signal: AbortSignal.timeout(DELIVERY_MS),
    });

  return {
    async send(outgoing) {
      const { to, messageId } = outgoing;
      if (!isSingleMailbox(to.address)) throw new MailRefused(null, 'not a single mailbox');
      // Without the extension the address must not be sent at all (RFC 6531 §3.1).
      if (needsSmtpUtf8(to.address) && !(await offersSmtpUtf8())) throw new MailRefused(null, 'SMTPUTF8');
      const started = performance.now();
      try {
        await limit('connection', () => deliver(outgoing));
      } catch (error) {
        const failure = deliveryError(error);
        const { reply, stage } = failure;
        onAttempt?.(failure);
        const code = isNativeError(error) ? deliveryErrorCode(error) : undefined;
        logger.warn({ message_id: messageId, stage, reply, code }, failure.message);
        throw failure;
      }
      onAttempt?.(null);
      logger.debug({ message_id: messageId, ms: Math.round(performance.now() - started) }, 'mail accepted');
    },
    close() {
      transport.close();
    },
  };
}

import type { Logger } from 'pino';
import { startWorkerThread, ThreadDied } from '../../../runtime/concurrency/worker-thread.js';
import type { OutgoingMail } from '../compose-message.js';
import { MailDelayed, MailRefused } from './delivery-errors.js';
import type { DeliveryProtocol, Failure, MailServer } from './delivery-thread.js';
import { isSingleMailbox } from './transport.js';

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

const SCRIPT = new URL('./delivery-thread.js', import.meta.url);
/** The garbage of mails is collected early: without a limit, the thread takes 20 MB more under load. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4 };
/** The failure of a mail whose thread died. The server may have accepted it. */
const LOST: Failure = { isFinal: false, reply: null, stage: 'THREAD', code: undefined };

/**
 * Creates a sender that keeps connections to one SMTP server open. It tries once: the worker retries, and checks
 * each time that the mail is still wanted. It logs message ids and durations, but no content and no addresses.
 *
 * A thread composes the mails and talks to the server, because that takes a quarter of the work of a sign-up. Requests do
 * not wait for it.
 */
export function createMailSender(options: MailSenderOptions): MailSender {
  const { smtpUrl, from, logger, helloName, onAttempt } = options;
  const server: MailServer = { smtpUrl, from, helloName };
  const thread = startWorkerThread<DeliveryProtocol>({
    script: SCRIPT,
    data: server,
    resourceLimits: RESOURCE_LIMITS,
    onDeath: (cause, mails) => {
      logger.error(
        { cause: nameOf(cause), mails },
        'mail thread died; another one starts with the next mail',
      );
    },
  });

  async function deliver(outgoing: OutgoingMail): Promise<Failure | null> {
    try {
      return await thread.ask(outgoing);
    } catch (error) {
      if (error instanceof ThreadDied) return LOST;
      throw error;
    }
  }

  return {
    async send(outgoing) {
      const { to, messageId } = outgoing;
      if (!isSingleMailbox(to.address)) throw new MailRefused(null, 'not a single mailbox');
      const started = performance.now();
      const failed = await deliver(outgoing);
      if (failed === null) {
        onAttempt?.(null);
        logger.debug({ message_id: messageId, ms: Math.round(performance.now() - started) }, 'mail accepted');
        return;
      }
      const { isFinal, reply, stage, code } = failed;
      const failure = isFinal ? new MailRefused(reply, stage) : new MailDelayed(reply, stage);
      onAttempt?.(failure);
      logger.warn({ message_id: messageId, stage, reply, code }, failure.message);
      throw failure;
    },
    close() {
      thread.end();
    },
  };
}

/** Returns the name of an error from the thread. Its message may contain personal data. */
function nameOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : undefined;
}

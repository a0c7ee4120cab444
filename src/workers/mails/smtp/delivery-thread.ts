import { isNativeError } from 'node:util/types';
import { workerData } from 'node:worker_threads';
import { createTransport } from 'nodemailer';
import { answerRequests } from '../../../runtime/concurrency/answer-requests.js';
import { keyedSemaphore } from '../../../runtime/concurrency/keyed-semaphore.js';
import { composeMessage } from '../compose-message.js';
import type { OutgoingMail } from '../compose-message.js';
import { DeliveryError, MailRefused } from './delivery-errors.js';
import { needsSmtpUtf8, smtpUtf8Probe } from './smtp-utf8.js';
import { deliveryError, deliveryErrorCode } from './transport-errors.js';
import { transportOptions } from './transport.js';

/** The mail server that a thread sends to. */
export interface MailServer {
  readonly smtpUrl: string;
  readonly from: string;
  /** Name in EHLO; the name of the machine without it. */
  readonly helloName: string | undefined;
}

/** A failed delivery, in a form that crosses threads. */
export interface Failure {
  readonly isFinal: boolean;
  readonly reply: number | null;
  readonly stage: string;
  /** The network error, or the error code of Nodemailer. */
  readonly code: string | undefined;
}

/** The messages between the sender and its thread: a mail, and the failure of its delivery or null. */
export interface DeliveryProtocol {
  readonly request: OutgoingMail;
  readonly answer: Failure | null;
}

/** Limits the whole delivery, because a server that trickles its replies never reaches the socket timeout. */
const DELIVERY_MS = 60_000;
/** Connections to the mail server. Many servers refuse a client that opens more than ten. */
const CONNECTIONS = 5;

const server = workerData as MailServer;
const transport = createTransport({
  ...transportOptions(server.smtpUrl, server.helloName),
  pool: true,
  maxConnections: CONNECTIONS,
  maxRequeues: 0,
});
/** Mails wait here for a connection, so that the wait does not count as a part of the delivery. */
const limit = keyedSemaphore(CONNECTIONS);
const offersSmtpUtf8 = smtpUtf8Probe(server);

answerRequests<DeliveryProtocol>(
  (outgoing) => failureOf(deliver(outgoing)),
  () => {
    // Closes idle connections, and the others when their delivery ends.
    transport.close();
  },
);

/** Returns the failure of a delivery, or null. */
async function failureOf(delivery: Promise<void>): Promise<Failure | null> {
  try {
    await delivery;
    return null;
  } catch (error) {
    const failure = error instanceof DeliveryError ? error : deliveryError(error);
    const { reply, stage } = failure;
    const code = isNativeError(error) ? deliveryErrorCode(error) : undefined;
    return { isFinal: failure instanceof MailRefused, reply, stage, code };
  }
}

async function deliver(outgoing: OutgoingMail): Promise<void> {
  // Without the extension the address must not be sent at all (RFC 6531 §3.1).
  if (needsSmtpUtf8(outgoing.to.address) && !(await offersSmtpUtf8()))
    throw new MailRefused(null, 'SMTPUTF8');
  await limit('connection', () =>
    transport.sendMail({
      ...composeMessage(server.from, outgoing),
      messageId: outgoing.messageId,
      signal: AbortSignal.timeout(DELIVERY_MS),
    }),
  );
}

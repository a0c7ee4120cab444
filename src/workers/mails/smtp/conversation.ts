import { createTransport } from 'nodemailer';
import type { MailDelayed, MailRefused } from './delivery-errors.js';
import { deliveryError } from './transport-errors.js';
import { transportOptions } from './transport.js';

interface Conversation {
  /** The lines of both sides, and what happened to the connection. */
  readonly lines: readonly string[];
  /** Null if the server accepted everything. */
  readonly failure: MailRefused | MailDelayed | null;
}

interface Options {
  readonly smtpUrl: string;
  readonly from: string;
  /** Name in EHLO; the name of the machine without it. */
  readonly helloName: string | undefined;
  /** Recipient of a test mail; null tries the login only. */
  readonly to: string | null;
}

const SENDERS: Readonly<Record<string, string>> = { client: '>', server: '<' };
const UNPRINTABLE = /\p{C}/gu;

/** Holds a conversation with a mail server and returns it, without secrets. */
export async function converse({ smtpUrl, from, helloName, to }: Options): Promise<Conversation> {
  const transcript = recordTranscript();
  const transport = createTransport({
    ...transportOptions(smtpUrl, helloName),
    logger: transcript.logger,
    debug: true,
  });
  try {
    if (to === null) await transport.verify();
    else
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject: 'Test mail of Credence',
        text: 'The command `credence doctor` sent this mail to test the mail server.',
        headers: { 'Auto-Submitted': 'auto-generated' },
        xMailer: false,
      });
    return { lines: transcript.lines, failure: null };
  } catch (error) {
    return { lines: transcript.lines, failure: deliveryError(error) };
  } finally {
    transport.close();
  }
}

/** Collects the lines that Nodemailer logs. Content of mails and internals are left out. */
function recordTranscript() {
  const lines: string[] = [];
  let isSecretDue = false;
  function add(entry: unknown, text: unknown): void {
    if (typeof entry !== 'object' || entry === null || !('tnx' in entry) || typeof text !== 'string') return;
    const sender = SENDERS[String(entry.tnx)];
    if (sender === undefined) return;
    const shown = sender === '>' ? withoutSecret(text, isSecretDue) : text;
    // A server asks for the parts of a login with 334 (RFC 4954 §4).
    isSecretDue = sender === '<' && text.startsWith('334');
    for (const line of shown.split(/\r?\n/)) lines.push(`${sender} ${line.replace(UNPRINTABLE, '?')}`);
  }
  const logger = {
    level: () => undefined,
    trace: add,
    debug: add,
    info: add,
    warn: add,
    error: add,
    fatal: add,
  };
  return { lines, logger };
}

function withoutSecret(command: string, isSecret: boolean): string {
  return isSecret ? '***' : command.replace(/^(AUTH \S+) .*$/is, '$1 ***');
}

import { memoizeWithTtl } from '../../../runtime/memoize-with-ttl.js';
import { converse } from './conversation.js';

/** A server that is replaced may offer other extensions. */
const KNOWN_MS = 10 * 60_000;
const OFFER = /^< 250[ -]SMTPUTF8\b/i;

/** Reports whether a mail to an address needs the extension SMTPUTF8 (RFC 6531): some of its letters are not in ASCII. */
export function needsSmtpUtf8(address: string): boolean {
  return /\P{ASCII}/u.test(address);
}

/**
 * Returns a function that asks the mail server whether it offers SMTPUTF8, and remembers the answer for some minutes.
 *
 * @throws MailDelayed the server is unavailable
 */
export function smtpUtf8Probe(options: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly helloName: string | undefined;
}): () => Promise<boolean> {
  return memoizeWithTtl(KNOWN_MS, async () => {
    const { lines, failure } = await converse({ ...options, to: null });
    if (failure !== null) throw failure;
    return lines.some((line) => OFFER.test(line));
  });
}

const CONNECT_MS = 5_000;
const SILENCE_MS = 20_000;

/** A single mailbox, e.g. `a@example.com`. It excludes characters that could add a second one to header or envelope. */
const SINGLE_MAILBOX = /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u;

/** Reports whether a text is the address of one mailbox, without a name. */
export function isSingleMailbox(text: string): boolean {
  return SINGLE_MAILBOX.test(text);
}

/**
 * Returns Nodemailer's options for connections to a mail server.
 *
 * @param helloName name in EHLO; the name of the machine without it
 */
export function transportOptions(smtpUrl: string, helloName?: string) {
  return {
    url: smtpUrl,
    // Without a name, a container greets with an address, which strict servers reject.
    ...(helloName !== undefined && { name: helloName }),
    dnsTimeout: CONNECT_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

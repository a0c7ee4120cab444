/**
 * A failed delivery. The message holds only a reply code and an SMTP command. The server's text often repeats the
 * address, and these errors are logged and stored in the outbox.
 */
export abstract class DeliveryError extends Error {
  abstract readonly code: string;

  constructor(
    outcome: string,
    /** SMTP reply code, e.g. 550, or null without a reply. */
    readonly reply: number | null,
    /** SMTP command that failed, or part of the connection before the first command: `DNS`, `CONNECT`, `TLS`, `GREETING`. */
    readonly stage: string,
  ) {
    super(reply === null ? `${outcome} (${stage})` : `${outcome} (${reply} at ${stage})`);
  }
}

/** A permanent failure: an invalid address, or a 5yz reply to the recipient or the message. */
export class MailRefused extends DeliveryError {
  override readonly name = 'MailRefused';
  readonly code = 'mail_refused';

  constructor(reply: number | null, stage: string) {
    super('mail rejected permanently', reply, stage);
  }
}

/** A temporary failure: the server is unavailable, slow or busy, or rejects the login or the sender. */
export class MailDelayed extends DeliveryError {
  override readonly name = 'MailDelayed';
  readonly code = 'mail_delayed';

  constructor(reply: number | null, stage: string) {
    super('mail rejected temporarily', reply, stage);
  }
}

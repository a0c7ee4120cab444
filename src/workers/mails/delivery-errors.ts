/**
 * Why a mail was not taken. The words hold a reply code and an SMTP command only: what the server wrote often
 * repeats the address, and these errors end up in logs and in the failed set.
 */
abstract class DeliveryError extends Error {
  abstract readonly code: string;

  constructor(
    outcome: string,
    /** The SMTP reply code, e.g. 550, or null when there was no reply. */
    readonly reply: number | null,
    /** Where it happened: an SMTP command, or the name of a network failure. */
    readonly stage: string,
  ) {
    super(reply === null ? `${outcome} (${stage})` : `${outcome} (${reply} at ${stage})`);
  }
}

/** The mail will never be taken (5yz at the recipient or the contents, or no valid address): do not try again. */
export class MailRefused extends DeliveryError {
  override readonly name = 'MailRefused';
  readonly code = 'mail_refused';

  constructor(reply: number | null, stage: string) {
    super('mail refused for good', reply, stage);
  }
}

/** The mail was not taken this time: the server is away, slow, busy, or does not accept our login or sender. */
export class MailDelayed extends DeliveryError {
  override readonly name = 'MailDelayed';
  readonly code = 'mail_delayed';

  constructor(reply: number | null, stage: string) {
    super('mail not taken yet', reply, stage);
  }
}

/** A text message to one phone. */
export interface OutgoingSms {
  /** The id of the delivery. A repeat after a crash has the same one. */
  readonly id: string;
  /** The number in E.164. */
  readonly to: string;
  readonly text: string;
}

/** Hands text messages to a provider. */
export interface SmsSender {
  /**
   * Resolves when the provider has accepted the message.
   *
   * @throws SmsRefused the failure is permanent
   * @throws SmsDelayed the failure is temporary
   */
  send(sms: OutgoingSms): Promise<void>;
}

/** The outcome of an attempt, as the metrics count it. */
export type SmsOutcome = 'sent' | 'refused' | 'delayed';

/** The parts of the delivery of codes. */
export interface SmsDelivery {
  readonly sender: SmsSender;
  /** The host of the page on which people type the code. Browsers fill the code in there only. */
  readonly host: string;
  readonly count: (country: string, outcome: SmsOutcome) => void;
}

/**
 * A failed delivery. Its message has only a status and a code: texts of providers repeat the number, and these errors are
 * logged and stored in the outbox.
 */
export abstract class SmsError extends Error {
  constructor(
    outcome: string,
    /** The HTTP status of the provider, or null without an answer. */
    readonly status: number | null,
    /** The error code of the provider, or the part of the connection that failed. */
    readonly reason: string,
  ) {
    super(`${outcome} (${status === null ? '' : `${status}, `}${reason})`);
  }
}

/** A permanent failure: the provider rejects this number or this message. */
export class SmsRefused extends SmsError {
  override readonly name = 'SmsRefused';

  constructor(status: number | null, reason: string) {
    super('message rejected permanently', status, reason);
  }
}

/** A temporary failure: the provider is unavailable or busy, or an operator can remove the cause. */
export class SmsDelayed extends SmsError {
  override readonly name = 'SmsDelayed';

  constructor(status: number | null, reason: string) {
    super('message rejected temporarily', status, reason);
  }
}

import { isNativeError } from 'node:util/types';
import type { NodemailerError } from 'nodemailer';
import { MailDelayed, MailRefused } from './delivery-errors.js';

/** `connect ECONNREFUSED 127.0.0.1:25`; the code of the error itself is Nodemailer's. */
const SYSTEM_ERROR = /^(?:connect|getaddrinfo|read|write) (E[A-Z_]+)/;

const STAGES: readonly (readonly [pattern: RegExp, stage: string])[] = [
  [/^EDNS/, 'DNS'],
  [/^ETLS|certificate|SSL|TLS/i, 'TLS'],
  [/greeting/i, 'GREETING'],
  [/^(ESOCKET|ECONNECTION|ETIMEDOUT).*(connect|timeout)/i, 'CONNECT'],
];

/**
 * Returns the stage at which a delivery failed: the SMTP command, or the part of the connection before the first one.
 * Nodemailer names every failure of a connection `CONN`.
 */
export function deliveryStage({ command, code = '', message }: NodemailerError): string {
  if (command !== undefined && command !== 'CONN') return command;
  return STAGES.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? command ?? 'unknown';
}

/** Returns the name of the network error, such as `ECONNREFUSED`, or the error code of Nodemailer. */
export function deliveryErrorCode(error: NodemailerError): string | undefined {
  return SYSTEM_ERROR.exec(error.message)?.[1] ?? error.code;
}

/**
 * Translates an error of the transport. A rejected recipient or message is a permanent failure. An operator can fix a
 * rejected login or sender.
 */
export function deliveryError(error: unknown): MailRefused | MailDelayed {
  const failure: NodemailerError = isNativeError(error) ? error : new Error();
  const { responseCode, permanent, command, code } = failure;
  const reply = responseCode ?? null;
  const stage = deliveryStage(failure);
  const isAboutThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  return isAboutThisMail && permanent !== false
    ? new MailRefused(reply, stage)
    : new MailDelayed(reply, stage);
}

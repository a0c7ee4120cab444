import type { NodemailerError } from 'nodemailer';

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

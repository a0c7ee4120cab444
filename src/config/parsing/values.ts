import { z } from 'zod';
import { isWellKnownSecret } from './known-secrets.js';

// Schemas of values that several areas use. Messages follow the name of the variable.

export const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration such as `10s`, or `0s` for none; parses to milliseconds. */
export const durationOrNone = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})(ms|s|m|h|d)$/, { error: 'must be a duration such as 10m or 30d' })
  .transform((text) => Number.parseInt(text, 10) * UNITS[text.replace(/\d+/, '') as keyof typeof UNITS]);

/** A duration such as `10m` or `30d`; parses to milliseconds. */
export const duration = durationOrNone.refine((ms) => ms > 0, { error: 'must be longer than 0' });

export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: `must be between ${String(min)} and ${String(max)}`,
    });

export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((text) => text === 'true');

export const onOff = z.enum(['on', 'off'], { error: 'must be on or off' }).transform((text) => text === 'on');

/** An http or https URL, without the slashes at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** Returns false for a text that a client library fails to decode. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|\[::1\])$/;

/** Returns true if only programs on this machine can reach a listener on the host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Placeholder values from examples, which attackers try. */
const EXAMPLES = /change.?me|example|your.{0,9}secret|secret.at.least|placeholder|^(secret|password|test)/i;

/** A secret of 256 bits or more that is not a placeholder. */
export const secret = z
  .string()
  .min(32, { error: 'must have 32 characters or more' })
  .refine((value) => !EXAMPLES.test(value) && !isWellKnownSecret(value) && new Set(value).size >= 10, {
    error: 'is too easy to guess',
  });

/** Splits a list at its commas and drops empty items. */
export function commaSeparated(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Kubernetes injects `<SERVICE>_PORT=tcp://address:port` for a Service of that name. It is not meant for us. */
export const portOrServiceLink = z
  .string()
  .transform((text) => (/^(tcp|udp|sctp):\/\//.test(text) ? undefined : text))
  .pipe(integer(1, 65_535).optional());

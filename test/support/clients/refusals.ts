import type { Answer } from '../server/credence.js';

/** The members of an answer that differ between all requests. */
const OWN = ['request_id', 'request_token'];

/**
 * Returns an answer without its own ids and header values. Two requests whose difference must stay secret have
 * equal results.
 */
export function comparableAnswer({ status, headers, body }: Answer): object {
  const shared = Object.entries(body).filter(([name]) => !OWN.includes(name));
  return { status, headers: [...headers.keys()].sort(), body: Object.fromEntries(shared) };
}

/** Returns the status and the stable code of a refusal. */
export function refusal({ status, body }: Answer): [status: number, code: string] {
  return [status, body.code];
}

import type { Answer } from '../server/credence.js';

/**
 * Returns an answer without its request id and header values. Two requests whose difference must stay secret have
 * equal results.
 */
export function comparableAnswer({ status, headers, body }: Answer): object {
  const { request_id: _requestId, ...rest } = body as Answer['body'] & Record<string, unknown>;
  return { status, headers: [...headers.keys()].sort(), body: rest };
}

/** Returns the status and the stable code of a refusal. */
export function refusal({ status, body }: Answer): [status: number, code: string] {
  return [status, body.code];
}

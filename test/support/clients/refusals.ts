import type { Answer } from '../server/credence.js';

/** What an answer says that depends on the case, and not on the moment: to be equal where a case must not show. */
export function comparableAnswer({ status, headers, body }: Answer): object {
  const { request_id: _requestId, ...rest } = body as Answer['body'] & Record<string, unknown>;
  return { status, headers: [...headers.keys()].sort(), body: rest };
}

/** Status and stable word of a refusal. */
export function refusal({ status, body }: Answer): [status: number, code: string] {
  return [status, body.code];
}

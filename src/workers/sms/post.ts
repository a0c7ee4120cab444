import { readText } from '../../runtime/read-text.js';
import { SmsDelayed } from './port.js';

/** Time limit of a request with its answer. A code lives for minutes, and another attempt follows. */
const TIME_LIMIT_MS = 10_000;
/** Longest answer that is read, in characters. */
const MAX_LENGTH = 64 * 1024;

/** The answer of a provider. */
export interface Answer {
  readonly status: number;
  /** Empty if it was too long or broke off: the status alone decides whether a message is sent again. */
  readonly text: string;
}

/**
 * Posts a request to a provider. Follows no redirect, because the operator has configured the target.
 *
 * @throws SmsDelayed there was no answer
 */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'User-Agent': 'credence' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).catch((error: unknown) => {
    throw new SmsDelayed(null, error instanceof DOMException ? 'timeout' : 'connection');
  });
  const text = await readText(response, MAX_LENGTH).catch(() => '');
  return { status: response.status, text };
}

import { SmsDelayed } from './port.js';

/** Time limit of a request with its answer. A code lives for minutes, and another attempt follows. */
const TIME_LIMIT_MS = 10_000;
/** Largest answer that is read. */
const MAX_BYTES = 64 * 1024;

/** The answer of a provider. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts a request to a provider. Follows no redirect, because only the configured target may get numbers and codes.
 *
 * @throws SmsDelayed there was no complete answer
 */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'User-Agent': 'credence' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    return { status: response.status, text: await readText(response) };
  } catch (error) {
    throw new SmsDelayed(null, error instanceof DOMException ? 'timeout' : 'connection');
  }
}

async function readText({ body }: Response): Promise<string> {
  let text = '';
  if (body === null) return text;
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > MAX_BYTES) throw new Error('The answer is too long.');
  }
  return text;
}

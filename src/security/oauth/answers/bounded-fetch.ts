import type { CustomFetchOptions } from 'openid-client';
import { UntrustworthyAnswer } from '../provider.js';

/** Largest response body; far more than any metadata, key set or profile needs. */
const MAX_BYTES = 512 * 1024;

type RequestOptions = Omit<RequestInit, 'body'> & Partial<Pick<CustomFetchOptions, 'body'>>;

/**
 * Sends a request and reads the whole response body up to a size limit. A slow, truncated or endless body fails here,
 * within the time limit of the request.
 *
 * @throws UntrustworthyAnswer the body is too large
 */
export async function boundedFetch(url: string, options: RequestOptions): Promise<Response> {
  const { status, statusText, headers, body } = await fetch(url, {
    ...options,
    body: options.body ?? null,
  });
  const bytes = body === null ? new Uint8Array() : await readAll(body);
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers });
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new UntrustworthyAnswer('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

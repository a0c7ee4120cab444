import type { CustomFetchOptions } from 'openid-client';
import { UntrustworthyAnswer } from './provider.js';

/** Far more than any provider says of itself, its keys, or a person. */
const MOST_BYTES = 512 * 1024;

type Question = Omit<RequestInit, 'body'> & Partial<Pick<CustomFetchOptions, 'body'>>;

/**
 * Asks a provider, and takes its answer in whole and of bounded size: what comes slowly, breaks off or does not end fails
 * here, within the time that the question has.
 *
 * @throws UntrustworthyAnswer it is too large
 */
export async function boundedFetch(url: string, question: Question): Promise<Response> {
  const { status, statusText, headers, body } = await fetch(url, {
    ...question,
    body: question.body ?? null,
  });
  const bytes = body === null ? new Uint8Array() : await readAll(body);
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers });
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new UntrustworthyAnswer('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
